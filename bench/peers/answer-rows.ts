import type { OurAnswers } from "../contracts/our-answers.ts";
import type { Row } from "../row.ts";
import type { Answer, Answers } from "./questions.ts";

/** How often each is wrong, on the questions that the peer was asked; and how often there is no answer. */
export function answerRows({ ours, truth }: OurAnswers, theirs: ReadonlyMap<string, Answers>): Row[] {
  return [...theirs].flatMap(([peer, answers]) => {
    const asked = Object.keys(answers);
    const count = (of: Answers, like: (answer: Answer | undefined, right: Answer | undefined) => boolean) =>
      asked.filter((id) => like(of[id], truth[id])).length;
    const wrong = (of: Answers) => count(of, (answer, right) => answer !== "none" && answer !== right);
    const safe = (of: Answers) => count(of, (answer, right) => answer === "fits" && right === "breaks");
    const none = (of: Answers) => count(of, (answer) => answer === "none");
    const row = (name: string, counted: (of: Answers) => number): Row => ({
      bench: "contracts",
      name: `${name} to ${asked.length} questions with known answers`,
      value: counted(ours),
      unit: "answers",
      peer,
      peerValue: counted(answers),
    });
    return [
      { ...row("wrong answers", wrong), goal: "<= 0 answers", met: wrong(ours) === 0 },
      row('of these "fits" where it breaks,', safe),
      row("no answer", none),
    ];
  });
}

/** Every question where somebody is not right, one a line. */
export function sideBySide({ ours, truth }: OurAnswers, theirs: ReadonlyMap<string, Answers>): string {
  const all = [["crossfade", ours] as const, ...theirs];
  return Object.entries(truth)
    .map(([id, right]) => {
      const off = all.filter(([, answers]) => answers[id] !== undefined && answers[id] !== right);
      return { id, right, off: off.map(([name, answers]) => `${name} ${answers[id]}`) };
    })
    .filter(({ off }) => off.length > 0)
    .map(({ id, right, off }) => `  ${id}: ${right}; ${off.join(", ")}\n`)
    .join("");
}
