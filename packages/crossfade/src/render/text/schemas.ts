import type { Report, SchemaReport } from "../../analysis/report.ts";
import { type Hazard, worstFirst } from "../hazards.ts";
import { type Line, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import { plural } from "../words.ts";

const shown = 12;
const effectColumns = 11;
/** What the pending migrations do, whoever meets them: said before they are applied. */
export function schemaLines(report: Report, width: number): Line[] {
  return report.schemas.filter((each) => each.hazards.length > 0).flatMap((each) => schema(each, width));
}

function schema({ component, pending, hazards }: SchemaReport, width: number): Line[] {
  const ordered = worstFirst(hazards);
  const more = ordered.length - shown;
  return [
    [
      say(`Migrations of ${component}`, "strong"),
      say(`, ${plural(pending.length, "pending migration")}`, "label"),
    ],
    ...ordered.slice(0, shown).flatMap((each) => hazard(each, width)),
    ...(more > 0 ? [[say(`  + ${more} more`, "label")]] : []),
    [],
  ];
}

function hazard({ effect, document, line, statement, why, instead }: Hazard, width: number): Line[] {
  const role = effect === "destroys" ? "breaks" : "unknown";
  return [
    ...labelled(2, say(effect, role), effectColumns, [say(`${document}:${line}  ${statement}`)], width),
    ...indented(2 + effectColumns, [say(why, "label")], width),
    ...(instead === "" ? [] : indented(2 + effectColumns, [say(`Instead: ${instead}`, "label")], width)),
  ];
}
