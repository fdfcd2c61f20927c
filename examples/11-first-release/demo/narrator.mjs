const bold = (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[0m` : text);

/** Tells what happens, in the order in which it does. */
export class Narrator {
  say(text) {
    process.stdout.write(`${text}\n`);
  }

  chapter(title) {
    this.say(`\n${bold(`── ${title}`)}`);
  }

  /** A command as one would type it, and what it printed. */
  command(line, out, { first = 40 } = {}) {
    const lines = out.trimEnd().split("\n");
    const shown = lines.slice(0, first).map((each) => `  ${each}`);
    const more = lines.length > first ? [`  … ${lines.length - first} more lines`] : [];
    this.say([`${bold(`$ ${line}`)}`, ...shown, ...more].join("\n"));
  }

  /** Something that has to be so, and is. */
  seen(what) {
    this.say(`  ✓ ${what}`);
  }

  yours({ folder, url, ports }, release) {
    this.say(`
${bold("It is yours now.")} The release ${release} is in flight, at 5 % of users. In another terminal:

  cd ${folder}
  npx crossfade release watch ${release}
  npx crossfade release promote ${release} --override "it looks well to me"
  npx trafficctl status
  npx crossfade release abort ${release} --why "just to see it"
  npx crossfade status

The shop is at http://127.0.0.1:${ports.shop}, what happens there at ${url}. Ctrl-C ends everything.`);
  }
}
