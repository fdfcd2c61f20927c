import type { Contract } from "../../contract.ts";
import type { Doubt } from "../catalogue/catalogue.ts";
import { statementsIn } from "../catalogue/do-block.ts";
import { fold, foldPart, type Schema } from "../migrations/schema.ts";
import type { Part } from "../migrations/script.ts";
import { type Statement, shortened } from "../parser.ts";
import { asSchema } from "../sql-contracts.ts";
import { behaviourHazards } from "./behaviour-hazards.ts";
import { dropHazards } from "./drop-hazards.ts";
import { type Before, type Hazard, type Remark, remark } from "./hazard.ts";
import { renameHazards, schemaHazards } from "./rename-hazards.ts";
import { rowHazards } from "./row-hazards.ts";
import { alterTableHazards, indexHazards } from "./table-hazards.ts";

/**
 * What the migrations after the first `applied` do to a schema in use. A table that these migrations make themselves
 * is not in use: nothing that happens to it is a hazard.
 */
export function hazardsOf(schema: Contract, applied: number): readonly Hazard[] {
  const { migrations }: Schema = asSchema(schema);
  const catalogue = fold(migrations.slice(0, applied));
  const before: Before = {
    catalogue,
    live: new Set<object>([...catalogue.relations.values(), ...catalogue.types.values()]),
  };
  return migrations.slice(applied).flatMap(({ parts, path }) => {
    const found = parts.flatMap((part) => hazardsOfPart(before, part, path));
    catalogue.searchPath = ["public"];
    return found;
  });
}

function hazardsOfPart(before: Before, part: Part, document: string): Hazard[] {
  const known = before.catalogue.doubts.length;
  const statements = part.kind === "statement" ? unpacked(part.statement) : [];
  const found = statements.flatMap((statement) =>
    remarksOn(before, statement).map((each) => placed(each, document, statement.line, statement.text)),
  );
  foldPart(before.catalogue, part, document);
  const text = part.kind === "statement" ? part.statement.text : part.text;
  const doubts = before.catalogue.doubts.slice(known).filter(({ alters }) => alters);
  return [...found, ...doubts.map((doubt) => placed(undecided(doubt), document, doubt.line, text))];
}

/** A DO block that is understood, as the statements in it. */
function unpacked(statement: Statement): readonly Statement[] {
  if (!("DoStmt" in statement.node)) return [statement];
  return statementsIn(statement.node.DoStmt, statement.line) ?? [];
}

function remarksOn(before: Before, { node }: Statement): Remark[] {
  if ("AlterTableStmt" in node) return alterTableHazards(before, node.AlterTableStmt);
  if ("IndexStmt" in node) return indexHazards(before, node.IndexStmt);
  if ("DropStmt" in node) return dropHazards(before, node.DropStmt);
  if ("RenameStmt" in node) return renameHazards(before, node.RenameStmt);
  if ("AlterObjectSchemaStmt" in node) return schemaHazards(before, node.AlterObjectSchemaStmt);
  return [...rowHazards(before, node), ...behaviourHazards(before, node)];
}

function undecided({ what }: Doubt): Remark {
  return remark(
    "undecided",
    undefined,
    `what ${what} does is not known`,
    "Write the change as plain statements.",
  );
}

function placed(each: Remark, document: string, line: number, text: string): Hazard {
  return { ...each, document, line, statement: shortened(text) };
}
