import { PGlite } from "@electric-sql/pglite";
import { expect, test } from "vitest";
import { dice } from "../../../../test/support/random-value.ts";
import { meeting } from "../../../../test/support/sql-story.ts";

/**
 * Random schemas, changes and queries against PGlite, both as an old version's (built before the changes, run after) and
 * as a new one's. Of the queries that work where they were built, none that PostgreSQL refuses may be called compatible;
 * none that it runs may be called breaking.
 */
const worlds = Number(process.env.SQL_WORLDS ?? 200);
const seed = Number(process.env.SQL_SEED ?? 1);
const queriesPerWorld = 14;
const changesPerWorld = 4;

type Roll = ReturnType<typeof dice>;
const types = { id: "int", k: "int", t: "text", n: "int", m: "mood", extra: "text" } as const;
type Name = keyof typeof types;
const names = Object.keys(types) as Name[];
const optional = names.filter((name) => name !== "id");

const below = (roll: Roll, count: number) => Math.floor(roll() * count);
const pick = <Item>(roll: Roll, list: readonly Item[]): Item => list[below(roll, list.length)] as Item;
const constant = (name: Name) => ({ int: "1", text: "'a'", mood: "'sad'" })[types[name]];

function randomTable(roll: Roll, name: string) {
  const own = ["id" as Name, ...optional.filter(() => below(roll, 3) > 0)];
  const column = (each: Name) => {
    if (each === "id") return "id int primary key";
    const required = below(roll, 4) === 0 ? " not null" : "";
    return `${each} ${types[each]}${required}${required && below(roll, 2) ? ` default ${constant(each)}` : ""}`;
  };
  const row = `insert into ${name} (${own.join(", ")}) values (${own.map(constant).join(", ")})`;
  return { name, own, row, sql: `create table ${name} (${own.map(column).join(", ")})` };
}

function randomChange(roll: Roll, { name, own }: ReturnType<typeof randomTable>): string {
  const column = pick(roll, optional);
  const check = pick(roll, ["n < 50", "k is not null", "t <> 'a'", "m = 'ok'"]);
  const type = pick(roll, ["text using null", "int using 3", "varchar(1) using 'q'", "bigint using 1"]);
  return pick(roll, [
    `alter table ${name} drop column if exists ${column} cascade`,
    `alter table ${name} add column if not exists ${column} ${types[column]}`,
    `alter table ${name} add column if not exists ${column} ${types[column]} default ${constant(column)} not null`,
    `alter table ${name} rename column ${pick(roll, own)} to ${column}`,
    `alter table ${name} rename to c`,
    `drop table ${name} cascade`,
    `alter table ${name} alter ${column} set not null`,
    `alter table ${name} alter ${column} drop not null`,
    `alter table ${name} alter ${column} drop default`,
    `alter table ${name} add unique (${column})`,
    `alter table ${name} add check (${check})`,
    `alter table ${name} alter ${column} type ${type}`,
    "alter type mood rename value 'ok' to 'fine'",
    "alter type mood add value 'new'",
    `alter table ${name} drop constraint ${name}_pkey cascade`,
    `create unique index on ${name} (${column})`,
    `create view v as select * from ${name}`,
    `create or replace view v as select id, ${column} from ${name}`,
    `alter table ${name} add foreign key (k) references b (id)`,
    `create table c as select * from ${name}`,
    `alter table ${name} add column z int generated always as (1) stored`,
  ]);
}

function randomValue(roll: Roll, name: Name): string {
  const values = {
    int: ["1", "2", "null", "77"],
    text: ["'a'", "'b'", "null"],
    mood: ["'ok'", "'sad'", "'new'"],
  };
  return below(roll, 5) === 0 ? "default" : pick(roll, values[types[name]]);
}

function randomQuery(roll: Roll): string {
  const [x, y] = [pick(roll, ["a", "b", "c", "v"]), pick(roll, ["a", "b", "c"])];
  const column = () => pick(roll, names);
  const list = [...new Set<Name>(["id", column(), column()])];
  const fresh = () => String(1000 + below(roll, 99_999));
  const written = column();
  return pick(roll, [
    `select ${list.join(", ")} from ${x} where ${column()} is not null`,
    `select * from ${x}`,
    `select x.${column()}, ${column()} from ${x} x join ${y} y on x.id = y.id`,
    `select ${column()} from ${x} join ${y} using (${pick(roll, ["id", "k"])})`,
    `select id from ${x} where exists (select 1 from ${y} where ${column()} = ${column()})`,
    `insert into ${x} (${list.join(", ")}) values (${list.map((each) => (each === "id" ? fresh() : randomValue(roll, each))).join(", ")})`,
    `insert into ${x} values (${[fresh(), ...Array.from({ length: below(roll, 4) }, () => "null")].join(", ")})`,
    `update ${x} set ${written} = ${randomValue(roll, written)} where id >= 0`,
    `delete from ${x} returning ${column()}`,
    `insert into ${x} (id, ${pick(roll, optional)}) values (${fresh()}, null) on conflict (${column()}) do nothing`,
    `select count(*), ${column()} as ${column()} from ${x} group by 2`,
    `select id, ${column()} from ${x} group by id`,
    `select id from ${x} where m = ${pick(roll, ["'ok'", "'fine'", "'new'"])}`,
    `select ${column()} from ${x} union select ${column()} from ${y}`,
    `with w as (select * from ${x}) select ${column()} from w order by ${column()}`,
    `insert into ${x} select * from ${y}`,
    `select ${column()} as w, count(*) from ${x} group by w`,
    `select s.${column()} from (select ${list.join(", ")} from ${x}) s`,
    `select * from ${x} natural join ${y}`,
  ]);
}

/** The message with which PostgreSQL refuses each query; nothing stays of what they write. */
async function refusals(db: PGlite, queries: readonly string[]): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (const sql of queries) {
    try {
      await db.exec(`begin; prepare q as ${sql}; execute q`);
      found.push(undefined);
    } catch (error) {
      found.push(String(error));
    }
    await db.exec("rollback; deallocate all");
  }
  return found;
}

function says(sql: string, meets: readonly string[], built: readonly string[]): string {
  const outcomes = meeting(sql, { meets, built }).map(({ outcome }) => outcome);
  return outcomes.includes("breaking") ? "breaking" : outcomes.includes("unknown") ? "unknown" : "compatible";
}

test("random versions and schemas", async () => {
  const db = await PGlite.create();
  const roll = dice(seed);
  const counts = new Map<string, number>();
  const wrong: string[] = [];
  for (let world = 0; world < worlds; world++) {
    const tables = [randomTable(roll, "a"), randomTable(roll, "b")] as const;
    const base = ["create type mood as enum ('sad', 'ok')", ...tables.map(({ sql }) => sql)];
    const queries = Array.from({ length: queriesPerWorld }, () => randomQuery(roll));
    await db.exec("drop schema public cascade; create schema public");
    await db.exec([...base, ...tables.map(({ row }) => row)].join("; "));
    const before = await refusals(db, queries);
    const changes: string[] = [];
    for (let count = 0; count < changesPerWorld; count++) {
      const change = randomChange(roll, pick(roll, tables));
      const done = await db.exec(change).then(
        () => true,
        () => false,
      );
      if (done) changes.push(change);
    }
    const after = await refusals(db, queries);
    const states = [base, [...base, ...changes]] as const;
    for (const [index, sql] of queries.entries()) {
      const sides = [
        { works: before[index] === undefined, refused: after[index], said: says(sql, states[1], states[0]) },
        { works: after[index] === undefined, refused: before[index], said: says(sql, states[0], states[1]) },
      ];
      for (const { works, refused, said } of sides) {
        const kind = `${refused === undefined ? "runs" : "fails"}, called ${said}`;
        if (works) counts.set(kind, (counts.get(kind) ?? 0) + 1);
        const missed = works && refused !== undefined && said === "compatible";
        const falseAlarm = refused === undefined && said === "breaking";
        if (missed || falseAlarm) wrong.push([sql, said, refused, ...states[1]].join("\n"));
      }
    }
  }
  await db.close();
  process.stdout.write(`${JSON.stringify(Object.fromEntries(counts))}\n`);
  expect(wrong).toEqual([]);
  expect(counts.get("fails, called breaking")).toBeGreaterThan(worlds / 4);
  expect(counts.get("runs, called compatible")).toBeGreaterThan(worlds);
});
