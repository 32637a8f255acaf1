# The bot. Build: docker compose build profinaut_bot. How it is run: docker-compose.yml and docs/stack.md.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY tools/run.mjs tools/build.ts tools/bundle.ts tools/built-from.mjs tools/
COPY src src
RUN npm run build -- --no-install
RUN npm prune --omit=dev --ignore-scripts
# What `install-workflows` proposes.
COPY github github
# What `profinaut bootstrap` declares.
COPY vault/roles.yml vault/
COPY vault/policies vault/policies
# Also where the checkout is readable to its owner alone.
RUN chmod -R go+rX package.json github vault

FROM node:24.21.0-bookworm-slim AS bot
ENV NODE_ENV=production
WORKDIR /app
# Nothing is installed at run time: no package manager, nothing that could fetch one.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* /usr/local/bin/yarn*
# Owned by root: the user below can read and run, and change nothing.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/github github
COPY --from=build /app/vault vault
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.HEALTH_PORT ?? 8080) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/index.js"]
CMD ["start"]
