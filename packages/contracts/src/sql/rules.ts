import type { SqlRule } from "./rule.ts";
import { rule as columnAmbiguous } from "./rules/column-ambiguous.ts";
import { rule as columnGenerated } from "./rules/column-generated.ts";
import { rule as columnMissing } from "./rules/column-missing.ts";
import { rule as columnsByPosition } from "./rules/columns-by-position.ts";
import { rule as conflictTargetMissing } from "./rules/conflict-target-missing.ts";
import { rule as constraintNew } from "./rules/constraint-new.ts";
import { rule as defaultChanged } from "./rules/default-changed.ts";
import { rule as enumValueNew } from "./rules/enum-value-new.ts";
import { rule as enumValueRemoved } from "./rules/enum-value-removed.ts";
import { rule as functionMissing } from "./rules/function-missing.ts";
import { rule as insertIncomplete } from "./rules/insert-incomplete.ts";
import { rule as keyGone } from "./rules/key-gone.ts";
import { rule as nullNew } from "./rules/null-new.ts";
import { rule as starChanged } from "./rules/star-changed.ts";
import { rule as tableMissing } from "./rules/table-missing.ts";
import { rule as typeChanged } from "./rules/type-changed.ts";
import { rule as typeMissing } from "./rules/type-missing.ts";
import { rule as undecided } from "./rules/undecided.ts";

/** Every rule about queries and schemas. */
export const sqlRules: readonly SqlRule[] = [
  columnAmbiguous,
  columnGenerated,
  columnMissing,
  columnsByPosition,
  conflictTargetMissing,
  constraintNew,
  defaultChanged,
  enumValueNew,
  enumValueRemoved,
  functionMissing,
  insertIncomplete,
  keyGone,
  nullNew,
  starChanged,
  tableMissing,
  typeChanged,
  typeMissing,
  undecided,
];
