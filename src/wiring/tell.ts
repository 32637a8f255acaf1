import { createChanged } from "../app/changed.ts";
import { createHeldBackWord } from "../app/held-back.ts";
import { createNotifications, type NotificationsDeps } from "../app/notifications.ts";
import { createShow, type ShowDeps } from "../app/show.ts";
import type { RequestView } from "../ports/request-view.ts";

type HeldBackDeps = Parameters<typeof createHeldBackWord>[0];

export interface TellingDeps
  extends Omit<ShowDeps, "continuations" | "view">,
    Omit<NotificationsDeps, "store" | "linkTo" | "locks">,
    Omit<HeldBackDeps, "messages"> {
  readonly view: RequestView;
  readonly store: ShowDeps["store"] & NotificationsDeps["store"];
  readonly standing: NotificationsDeps["standing"] & { readonly continuations: ShowDeps["continuations"] };
}

/** How people hear of requests: by cards, and by notifications to those who are asked. */
export function createTelling(deps: TellingDeps) {
  const { viewState, view, standing, log } = deps;
  const linkTo = async (requestId: string): Promise<string> => {
    const place = (await viewState.read(requestId))?.place;
    return place === null || place === undefined ? "" : view.linkTo(place);
  };
  const show = createShow({ ...deps, continuations: standing.continuations });
  const words = createNotifications({ ...deps, linkTo });
  const [showing, telling] = [createChanged({ show, log }), createChanged({ show: words.tell, log })];
  return {
    linkTo,
    show,
    words,
    changed: (requestId: string): void => {
      showing.changed(requestId);
      telling.changed(requestId);
    },
    /** Resolves when nothing is being shown or told. */
    settled: async (): Promise<void> => void (await Promise.all([showing.settled(), telling.settled()])),
    tellHeldBack: createHeldBackWord(deps),
  };
}
