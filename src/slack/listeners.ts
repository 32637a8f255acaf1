import type { App, Context } from "@slack/bolt";
import type { Heard, Listener } from "./listen.ts";
import { actionIds } from "./messages/action-ids.ts";
import { formCallback } from "./messages/form-view.ts";

/** The one slash command. */
export const slashCommand = "/profinaut";

/** The one event of the Events API. */
export const homeOpened = "app_home_opened";

/** The routing table: everything this app listens to. `manifest.yml` lists the same. */
export function registerListeners(app: App, listener: Listener): void {
  app.command(slashCommand, (args) =>
    listener.command({
      ...heard(args),
      ackWith: ({ text, blocks }) => args.ack({ response_type: "ephemeral", text, blocks: [...blocks] }),
    }),
  );
  app.action(actionIds.approve, (args) => listener.press("approve", heard(args)));
  app.action(actionIds.deny, (args) => listener.press("deny", heard(args)));
  app.action(actionIds.retry, (args) => listener.press("retry", heard(args)));
  app.action(actionIds.stop, (args) => listener.press("stop", heard(args)));
  app.action(actionIds.redo, (args) => listener.press("redo", heard(args)));
  app.action(actionIds.hasten, (args) => listener.press("hasten", heard(args)));
  app.action(askAction, (args) => listener.ask(heard(args)));
  app.view(formCallback, ({ body, ack, context }) =>
    listener.form({
      body,
      ack: () => ack(),
      refuse: (errors) => ack({ response_action: "errors", errors: { ...errors } }),
      isKnownFresh: isKnownFresh(context),
    }),
  );
  app.event(homeOpened, ({ body }) => listener.home({ body }));
}

/** One button that asks, or one of a row of them. */
const askAction = new RegExp(`^${actionIds.ask}(:\\d{1,2})?$`);

/** Name under which a receiver says that it could not tell whether a request is a replay. */
export const freshnessUnknown = "freshnessUnknown";

const heard = (args: { readonly body: unknown; readonly ack: () => Promise<unknown>; readonly context: Context }): Heard => ({
  body: args.body,
  ack: () => args.ack(),
  isKnownFresh: isKnownFresh(args.context),
});

const isKnownFresh = (context: Context): boolean => context[freshnessUnknown] !== true;
