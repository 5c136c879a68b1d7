# The bot, without torch and for a user without rights. `docker build -t footnote .`; compose.yaml runs it.
# Each file is installed by the hashes of the lock files. LOCK=requirements.lock leaves out the libraries of language
# models and of PostgreSQL.
ARG PYTHON=docker.io/library/python:3.11-slim-bookworm

FROM ${PYTHON} AS build
ARG LOCK=requirements-extras.lock
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements-pip.lock requirements-build.lock requirements.lock requirements-extras.lock ./
RUN python -m venv /opt/footnote \
 && /opt/footnote/bin/python -m pip install --quiet --require-hashes -r requirements-pip.lock \
 && /opt/footnote/bin/python -m pip install --quiet --require-hashes -r "$LOCK"
RUN python -m venv /opt/builder \
 && /opt/builder/bin/python -m pip install --quiet --require-hashes -r requirements-pip.lock -r requirements-build.lock
COPY pyproject.toml README.md LICENSE .env.example ./
COPY bot bot
COPY footnote footnote
COPY prompts prompts
COPY retrieval retrieval
RUN /opt/builder/bin/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/footnote/bin/python -m pip install --quiet --no-deps --no-index /wheels/*.whl \
 && /opt/footnote/bin/python -m pip check
# chromadb brings a client of Kubernetes, 126 MB, for a Chroma of many machines; nothing that runs here imports it.
RUN /opt/footnote/bin/python -m pip uninstall --quiet --yes kubernetes setuptools \
 && /opt/footnote/bin/python -m pip uninstall --quiet --yes pip

FROM ${PYTHON}
RUN groupadd --gid 10001 footnote \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /srv/footnote --shell /usr/sbin/nologin footnote \
 && mkdir -p /srv/footnote/corpus /srv/footnote/data \
 && chown footnote:footnote /srv/footnote/data \
 && chmod 700 /srv/footnote/data
COPY --from=build /opt/footnote /opt/footnote
ENV PATH=/opt/footnote/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    CORPUS_DIR=/srv/footnote/corpus \
    DATA_DIR=/srv/footnote/data
WORKDIR /srv/footnote
VOLUME /srv/footnote/data
USER 10001:10001
STOPSIGNAL SIGTERM
# A first index of many documents takes minutes, in which the bot is there and does not answer yet.
HEALTHCHECK --interval=30s --timeout=15s --start-period=10m --retries=3 CMD ["footnote", "healthcheck"]
ENTRYPOINT ["footnote"]
CMD ["serve-bot"]
