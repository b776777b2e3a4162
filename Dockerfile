# One image for the web, the worker and the beat; docker-compose.yml says which it is.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/run.lock /tmp/run.lock
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/run.lock

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 CXASSESS_VAR=/var/lib/cxassess
RUN useradd --system --uid 10001 --home-dir /var/lib/cxassess --create-home cxassess
COPY --from=build /opt/venv /opt/venv
COPY --chown=root:root . /app
WORKDIR /app
USER cxassess
# The files are collected with a key that signs nothing and is not kept.
RUN CXASSESS_SECRET_KEY=collecting-static-files-needs-no-key python manage.py collectstatic --noinput
EXPOSE 8000
CMD ["gunicorn", "-c", "python:cxassess.gunicorn", "cxassess.wsgi", "--bind", "0.0.0.0:8000"]
