# Genkan with a browser: one round of everything that is due (`run`, the default), or for good (`serve`).
#   docker build -t genkan .
#   docker build -t genkan --build-arg BROWSERS="chromium-headless-shell firefox-esr" .
# The base is any Debian with Node 24 and npm; BROWSERS are names of Debian's packages. Where a proxy inspects TLS, hand
# in its authority: --secret id=ca,src=proxy-ca.pem. deploy/README.md says how to run it.
ARG BASE=docker.io/library/node:24.21.0-bookworm-slim

FROM ${BASE} AS modules
WORKDIR /app
COPY package.json package-lock.json ./
# Not npm ci: see scripts/setup.js. The optional dependencies are further Nodes; the base has one.
RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=ca \
  NODE_EXTRA_CA_CERTS=/run/secrets/ca \
  npm install --no-save --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM ${BASE}
ARG BROWSERS=chromium-headless-shell
# certutil serves browser.trust, the font is Japanese, tini ends what a browser leaves behind.
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
  apt-get update \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    ${BROWSERS} ca-certificates fonts-vlgothic libnss3-tools tini \
  && rm -rf /var/lib/apt/lists/* /var/cache/debconf/*-old /var/cache/ldconfig/* /var/log/* \
  && groupadd --gid 10001 genkan \
  && useradd --uid 10001 --gid genkan --home-dir /tmp --no-create-home --shell /usr/sbin/nologin genkan \
  && install --directory --owner genkan --group genkan --mode 700 /app/reports \
  && ln -s /app/lib/cli.ts /usr/local/bin/genkan
LABEL org.opencontainers.image.title="Genkan" \
  org.opencontainers.image.description="A synthetic sign-in monitor for the Microsoft 365 admin centers" \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.licenses="MIT"
# Nothing but /tmp and the volume is written to, so the root file system may be read-only.
ENV NODE_ENV=production HOME=/tmp
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY . .
# What Node makes of our sources at a start, made once: a round starts in half the time.
ENV NODE_COMPILE_CACHE=/app/compile-cache
RUN genkan --version
# Numeric, so that Kubernetes can see that it is not root.
USER 10001:10001
VOLUME /app/reports
# A round is judged by its exit code; only `serve` can be asked.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["node", "/app/scripts/health.js"]
ENTRYPOINT ["tini", "--", "genkan"]
# Records on stdout and the log on stderr are both JSON lines.
CMD ["run", "--json"]
