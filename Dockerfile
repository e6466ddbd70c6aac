FROM python:3.11-slim
WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY champion.py examination.py house.py tables.py ./
COPY api api
COPY bot bot
COPY chat chat
COPY content content
COPY core core
COPY delivery delivery
COPY demo demo
COPY embeddings embeddings
COPY incidents incidents
COPY knowledge knowledge
COPY migrations migrations
COPY people people
COPY privacy privacy
COPY questions questions
COPY quizzes quizzes
COPY reporting reporting
COPY safety safety
COPY scheduler scheduler
# torch's own index has a build without CUDA, a tenth of the size.
RUN pip install --no-cache-dir -c constraints.txt torch --extra-index-url https://download.pytorch.org/whl/cpu \
 && pip install --no-cache-dir -c constraints.txt -e . \
 && useradd --create-home --uid 1000 champion \
 && install -d -o champion /data
USER champion
ENV CHAMPION_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz')"]
CMD ["champion", "serve", "--host", "0.0.0.0"]
