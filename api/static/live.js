// Live updates for the chat page. Everything here also works without it, by sending forms and reloading.
"use strict";

(() => {
  const lines = document.getElementById("lines");
  const scroll = document.getElementById("scroll");
  const form = document.getElementById("say");
  const box = document.getElementById("text");
  const problem = document.getElementById("problem");
  const RELOAD = 205;
  const EVERY = 4000;
  let busy = false;
  let ended = false; // forgotten: the last words stay, and there is nothing more to say
  let advised = false; // told what to do in an emergency though signed out: that must stay in view

  const nonce = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

  const toNewest = () => {
    scroll.scrollTop = 0; // the box is filled from its foot: 0 is the newest
    const end = lines.lastElementChild;
    if (end && scroll.scrollHeight <= scroll.clientHeight) end.scrollIntoView({ block: "nearest" });
  };

  // A reply that is longer than the window is read from its beginning.
  const toReply = (reply) => {
    toNewest();
    const room = Math.min(scroll.clientHeight, innerHeight);
    if (reply && lines.lastElementChild.getBoundingClientRect().bottom - reply.getBoundingClientRect().top > room) {
      reply.scrollIntoView({ block: "start" });
    }
  };

  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, 200)}px`;
  };

  // Add what an answer of the server holds. True when there was something.
  const take = async (response, staying = false) => {
    if (response.status === RELOAD || response.status === 401) {
      if (!staying) location.replace("/");
      else {
        problem.textContent = problem.dataset.signedOut;
        problem.hidden = false;
      }
      return false;
    }
    if (!response.ok) throw new Error(String(response.status));
    if (response.status === 204) return false;
    const text = await response.text();
    const cursor = response.headers.get("X-Chat-Cursor");
    if (cursor === "end") form.hidden = ended = true;
    else if (cursor) lines.dataset.cursor = cursor;
    else advised = true;
    const before = lines.children.length;
    lines.insertAdjacentHTML("beforeend", text);
    toReply(Array.from(lines.children).slice(before).find((line) => line.classList.contains("ours")));
    return true;
  };

  const send = async (sent, submitter) => {
    if (busy) return;
    busy = true;
    problem.hidden = true;
    const data = new FormData(sent);
    if (submitter && submitter.name) data.set(submitter.name, submitter.value);
    data.set("after", lines.dataset.cursor);
    sent.setAttribute("aria-busy", "true");
    lines.parentElement.classList.add("waiting");
    try {
      await take(await fetch("/chat", { method: "POST", body: new URLSearchParams(data), headers: { "X-Live": "1" } }));
      if (sent === form) {
        box.value = "";
        grow();
      }
      // Only a message that arrived gets a new mark: sending the same again must count once.
      sent.elements.nonce.value = nonce();
    } catch {
      problem.hidden = false;
    } finally {
      busy = false;
      sent.removeAttribute("aria-busy");
      lines.parentElement.classList.remove("waiting");
      if (sent === form) box.focus();
    }
  };

  document.addEventListener("submit", (event) => {
    // Not target.action: the buttons' own name is "action", and would be found instead.
    if (event.target.getAttribute("action") !== "/chat") return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    const onPhone = matchMedia("(pointer: coarse)").matches;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || onPhone) return;
    event.preventDefault();
    if (box.value.trim()) form.requestSubmit();
  });

  setInterval(async () => {
    if (busy || ended || document.hidden) return;
    try {
      const staying = advised || box.value.trim() !== "";
      await take(await fetch(`/chat/updates?after=${encodeURIComponent(lines.dataset.cursor)}`), staying);
    } catch {
      // Out of reach for now; the next turn tries again.
    }
  }, EVERY);

  toNewest();
})();
