# One image for web, worker, beat and every command. No embedded servers, no compiler, no root.

FROM node:24-bookworm-slim AS front
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.11-slim-bookworm AS packages
COPY requirements/production.txt /tmp/
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/production.txt

FROM python:3.11-slim-bookworm
# Pango for WeasyPrint (certificates), and fonts for the scripts of the interface languages.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin wikilearn \
    && install --directory --owner wikilearn --mode 700 /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=front /app/node_modules node_modules
COPY . .
ENV PATH=/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=wikilearn.settings.base \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/staticfiles \
    XDG_CACHE_HOME=/tmp/cache
# Messages and static files need no secrets and no services: the values below live only in this step.
RUN python wikilearn/tools/messages.py compile \
    && SITE_URL=https://localhost ALLOWED_HOSTS=localhost SECRET_KEY=build BADGE_KEYS_PASSPHRASE=build VAULT_PEPPER=build DATA_DIR=/data EMAIL_URL=consolemail:// \
        DEFAULT_FROM_EMAIL=build@localhost DATABASE_URL=postgres:///build REDIS_URL=redis://localhost \
        python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q -j 0 wikilearn courses certification ucoc skills_exchange reporting
USER wikilearn
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface=wsgi", "--host=0.0.0.0", "--port=8000", "--workers=2", "--blocking-threads=8", \
    "--backpressure=16", "--no-ws", "wikilearn.wsgi:application"]
