/**
 * The page's own script: shows one moment, opens one pair, moves by keys. It holds no word of a report (all that it says
 * stands in the page, escaped there), builds no markup, and reaches no network. Plain JavaScript of 2023.
 */
export const script = `"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const scenes = all(".scene");
  const moments = all(".moment");
  const cells = all(".cell");
  const panels = all(".panel");
  const slider = document.querySelector(".range input");
  const live = document.getElementById("live");
  const keys = document.getElementById("keys");
  const empty = document.querySelector(".empty");
  const runs = { r: [], p: [] };
  for (const each of scenes) runs[each.dataset.scene[0]].push(each.dataset.scene);
  let shown = scenes.find((each) => !each.hidden)?.dataset.scene ?? "r0";
  let opener = null;
  let chosen = null;

  const sceneOf = (id) => scenes.find((each) => each.dataset.scene === id);
  const say = (text) => { live.textContent = text; };

  function show(id, quiet) {
    if (!sceneOf(id)) return;
    const held = document.activeElement?.closest?.(".arrow")?.dataset.pair;
    shown = id;
    for (const each of scenes) each.hidden = each.dataset.scene !== id;
    for (const each of moments) each.setAttribute("aria-pressed", String(each.dataset.show === id));
    const run = runs[id[0]];
    const columns = runs.p.length > 0 ? runs.p : runs.r;
    const whole = id[0] === "r" && runs.p.length > 0;
    const column = (each) => whole
      ? (id === "r0" ? each === columns[0] : id === "r2" ? each === columns.at(-1) : each !== columns[0] && each !== columns.at(-1))
      : each === id;
    for (const each of all("[data-column]")) each.classList.toggle("now", column(each.dataset.column));
    for (const each of all(".lane-column")) each.classList.toggle("on", id[0] === "p" && each.dataset.scene === id);
    for (const each of all("[data-run]")) each.setAttribute("aria-pressed", String(each.dataset.run === id[0]));
    for (const each of cells) {
      const on = each.dataset.met.split(" ").includes(id);
      each.classList.toggle("on", on);
      each.setAttribute("aria-label", each.dataset.say + (on ? ", in contact now" : ", not in contact now"));
    }
    if (slider) {
      slider.max = String(run.length - 1);
      slider.value = String(run.indexOf(id));
      const share = 100 / columns.length / 2;
      slider.style.setProperty("--edge", share + "%");
      slider.setAttribute("aria-valuetext", sceneOf(id).dataset.say);
    }
    mark();
    if (held !== undefined) sceneOf(id).querySelector('.arrow[data-pair="' + held + '"]')?.focus();
    if (!quiet) say(sceneOf(id).dataset.say);
  }

  function step(by) {
    const run = runs[shown[0]];
    const next = run[run.indexOf(shown) + by];
    if (next) show(next);
  }

  function mark() {
    for (const each of all(".arrow")) each.setAttribute("aria-pressed", String(each.dataset.pair === chosen));
    for (const each of all(".pill")) each.classList.toggle("chosen", each.dataset.pair === chosen);
    for (const each of cells) each.setAttribute("aria-pressed", String(chosen !== null && each.dataset.pairs.split(" ").includes(chosen)));
  }

  function choose(pair, from, focus) {
    chosen = pair;
    for (const each of panels) each.hidden = each.id !== "pair-" + pair;
    empty.hidden = panels.some((each) => !each.hidden);
    mark();
    const panel = document.getElementById("pair-" + pair);
    if (!panel) return;
    if (from) opener = { pair, cell: from.classList.contains("cell") ? from : null };
    if (focus) panel.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
    say(panel.querySelector("h2").textContent + ": " + panel.dataset.sort);
  }

  function close() {
    if (chosen === null) return;
    choose(null);
    const back = opener?.cell ?? sceneOf(shown).querySelector('.arrow[data-pair="' + opener?.pair + '"]')
      ?? cells.find((each) => each.dataset.pairs.split(" ").includes(String(opener?.pair)));
    back?.focus();
    say("Closed");
  }

  function nextBreak() {
    const inScene = () => all('.arrow[data-sort="breaks"]', sceneOf(shown)).sort((a, b) => a.dataset.pair - b.dataset.pair);
    let found = inScene();
    if (found.length === 0 && runs.r.length > 1) { show(runs.r[1], true); found = inScene(); }
    if (found.length === 0) return say("No pair breaks in any moment");
    const at = found.findIndex((each) => each.dataset.pair === chosen);
    const next = found[(at + 1) % found.length];
    next.focus();
    choose(next.dataset.pair, next, false);
  }

  function moveInMatrix(by) {
    const at = cells.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : cells.length - 1) : (at + by + cells.length) % cells.length;
    cells[next]?.focus();
  }

  function toggleTheme() {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    say(dark ? "Light" : "Dark");
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-show],[data-run],.arrow,.pill,.cell,[data-key]");
    if (!target) return;
    if (target.dataset.show) show(target.dataset.show);
    else if (target.dataset.run) show(runs[target.dataset.run][1] ?? runs[target.dataset.run][0]);
    else if (target.dataset.key === "theme") toggleTheme();
    else if (target.dataset.key === "keys") keys.showModal();
    else if (target.dataset.pair) choose(target.dataset.pair, target, false);
  });
  slider?.addEventListener("input", () => show(runs[shown[0]][Number(slider.value)]));

  const actions = {
    "[": () => step(-1), "]": () => step(1), ArrowLeft: () => step(-1), ArrowRight: () => step(1),
    j: () => moveInMatrix(1), k: () => moveInMatrix(-1), b: nextBreak, t: toggleTheme,
    "?": () => keys.showModal(), Escape: close,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    const { target, key } = event;
    const item = target.closest?.(".arrow,.cell");
    if (item && (key === "Enter" || key === " ")) {
      event.preventDefault();
      choose(item.dataset.pair, item, true);
      return;
    }
    if (target === slider && key.startsWith("Arrow")) return;
    const action = actions[key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  show(shown, true);
  const first = panels.find((each) => !each.hidden);
  if (first) { chosen = first.id.slice(5); empty.hidden = true; mark(); }
})();
`;
