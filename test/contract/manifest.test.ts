import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "@slack/bolt";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { homeOpened, registerListeners, slashCommand } from "../../src/slack/listeners.ts";
import { actionIds } from "../../src/slack/messages/action-ids.ts";
import { formCallback } from "../../src/slack/messages/form-view.ts";
import { botScopes } from "../../src/slack/scopes.ts";
import { type WebMethod, webMethods } from "../../src/slack/web-methods.ts";

const Manifest = z.object({
  _metadata: z.object({ major_version: z.literal(2) }),
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.literal(true) }),
    slash_commands: z.array(z.object({ command: z.string(), should_escape: z.literal(false) })),
  }),
  oauth_config: z.object({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
    interactivity: z.object({ is_enabled: z.literal(true) }),
    socket_mode_enabled: z.literal(true),
  }),
});

const root = join(import.meta.dirname, "../..");
const manifest = Manifest.parse(parse(readFileSync(join(root, "manifest.yml"), "utf8")));
const sources = readdirSync(join(root, "src/slack"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(root, "src/slack", name), "utf8"));

/** "Required scopes" of each method's page, https://docs.slack.dev/reference/methods/<method>, for public and private channels. */
const scopesOf: { readonly [M in WebMethod]: readonly string[] } = {
  "auth.test": [],
  "bots.info": ["users:read"],
  "users.info": ["users:read"],
  "usergroups.users.list": ["usergroups:read"],
  "conversations.info": ["channels:read", "groups:read"],
  "conversations.history": ["channels:history", "groups:history", "im:history"],
  "conversations.replies": ["channels:history", "groups:history"],
  "conversations.open": ["im:write"],
  "dnd.info": ["dnd:read"],
  "chat.getPermalink": [],
  "chat.update": ["chat:write"],
  "views.publish": [],
  "views.open": [],
  "chat.postMessage": ["chat:write"],
  "chat.postEphemeral": ["chat:write"],
};
// The e-mail of users.info (https://docs.slack.dev/reference/scopes/users.read.email), and slash commands.
const otherScopes = ["users:read.email", "commands"];

describe("manifest.yml", () => {
  it("asks for exactly the scopes that the code uses", () => {
    const needed = new Set([...Object.values(scopesOf).flat(), ...otherScopes]);

    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
    expect([...botScopes].sort()).toEqual([...needed].sort());
  });

  it("knows every method: each is called, and none past the list", () => {
    const calls = sources.flatMap((source) => [...source.matchAll(/\.call\(\s*"([\w.]+)"/g)].map(([, method]) => method));
    const named = sources.flatMap((source) => [...source.matchAll(/"((?:[a-z]+\.)+[a-zA-Z]+)"/g)].map(([, name]) => name ?? ""));

    expect(calls.length).toBeGreaterThan(8);
    for (const method of calls) expect(Object.keys(webMethods)).toContain(method);
    for (const method of Object.keys(webMethods)) expect(named.filter((name) => name === method).length).toBeGreaterThan(1);
    expect(sources.filter((source) => /\bapiCall\(|new WebClient\(/.test(source))).toHaveLength(1);
  });

  it("has the command, the actions and the event of the routing table", async () => {
    const heard: string[] = [];
    const note = (what: string) => async () => void heard.push(what);
    const app = new App({
      receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
      authorize: async () => ({ botId: "B0BOT", botUserId: "U0BOT" }),
      convoStore: false,
    });
    registerListeners(app, {
      command: note("command"),
      press: (action) => note(action)(),
      ask: note("ask"),
      form: note("form"),
      home: note("home"),
    });
    const send = (body: Record<string, unknown>) => app.processEvent({ body, ack: async () => {} });

    for (const { command } of manifest.features.slash_commands)
      await send({ command, text: "", team_id: "T", user_id: "U", channel_id: "C" });
    for (const action_id of Object.values(actionIds))
      await send({
        type: "block_actions",
        actions: [{ type: "button", action_id, block_id: "b" }],
        user: { id: "U" },
        team: { id: "T" },
        channel: { id: "C" },
      });
    await send({
      type: "view_submission",
      team: { id: "T" },
      user: { id: "U" },
      view: { type: "modal", callback_id: formCallback },
    });
    for (const type of manifest.settings.event_subscriptions.bot_events)
      await send({ type: "event_callback", team_id: "T", event: { type, user: "U", channel: "D" } });

    expect(heard).toEqual(["command", "approve", "deny", "retry", "stop", "redo", "hasten", "ask", "form", "home"]);
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([slashCommand]);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([homeOpened]);
  });
});
