import { expect, test } from "vitest";
import { Dice } from "./dice.ts";
import { SimProcess } from "./process.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { Weather } from "./weather.ts";

const begun = (lost = 0) => {
  const clock = new VirtualClock(0);
  const climate = { refused: 0, lost, slow: 0, late: 0 };
  const weather = new Weather({ clock, dice: new Dice(1), climate, calmFromMs: 100_000, mayBeLate: [] });
  return { clock, process: new SimProcess({ name: "one", clock, weather, drift: 1 }) };
};
const run = (clock: VirtualClock, untilMs: number) => clock.run(untilMs, () => false);

test("a process that is stopped hears everything late", async () => {
  const { clock, process } = begun();
  const heard: string[] = [];
  process.after(10, () => heard.push("timer"));
  void process
    .call(
      "store",
      async () => "answer",
      () => new Error("away"),
    )
    .then((answer) => heard.push(answer));
  process.stop();
  await run(clock, 1_000);
  expect(heard).toEqual([]);
  process.goOn();
  await run(clock, 2_000);
  expect(heard.sort()).toEqual(["answer", "timer"]);
});

test("what a dead process had sent still happens, and nobody is told", async () => {
  const { clock, process } = begun();
  const done: string[] = [];
  const act = async () => void done.push("written");
  void process.call("store", act, () => new Error("away")).then(() => done.push("told"));
  process.die();
  await run(clock, 1_000);
  expect(done).toEqual(["written"]);
});

test("an answer that is lost leaves the deed done", async () => {
  const { clock, process } = begun(1);
  const done: string[] = [];
  const act = async () => void done.push("written");
  process.call("store", act, () => new Error("no answer")).catch(({ message }) => done.push(message));
  await run(clock, 10_000);
  expect(done).toEqual(["written", "no answer"]);
});
