import type { Section } from "./locale.ts";

/** In Japanese: that more is asked than is heard. */
export const jaLimits: Section<"flood" | "gate" | "room"> = {
  "flood.alarm": (p, f) =>
    `ボットが受け付けられる量を超える操作が届いています。${p.refused} 件に「あとでもう一度」と答えました（多いのは ${f.users(p.by)}）。ほかの人の操作はこれまでどおり受け付けています。本人の操作かどうかを確認してください。件数は、収まったあとに記録に残ります。上限は \`profinaut.yml\` の \`limits\` です。`,

  "gate.busy": (p, f) =>
    `操作が速すぎるため、受け付けていません。何も記録・実行していません。${f.duration(p.waitMs)}後にもう一度お試しください。`,
  "gate.busy-for-all": (p, f) =>
    `全員の操作を合わせた量が多すぎるため、受け付けていません。何も記録・実行していません。${f.duration(p.waitMs)}後にもう一度お試しください。`,

  "room.all": (p) =>
    `未完了のリクエストが ${p.open} 件あり、上限に達しています。何も記録・実行していません。${p.when} \`/profinaut requests\` で一覧を確認できます。`,
  "room.person": (p) =>
    `あなたの未完了のリクエストが ${p.open} 件あり、一人の上限に達しています。何も記録・実行していません。${p.when} 一覧は \`/profinaut requests\`、取り下げは \`/profinaut cancel\` です。`,
  "room.when-closed": (p, f) =>
    `どれかが終わってから、または最初の一件が締め切られる ${f.time(p.atMs)} 以降に、もう一度お試しください。`,
  "room.when-over": () => "どれかが終わってから、もう一度お試しください。",
};
