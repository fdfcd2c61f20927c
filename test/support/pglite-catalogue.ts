import type { PGlite } from "@electric-sql/pglite";

/** What a real PostgreSQL holds, one line for each column, constraint, unique index and enum. */
export async function catalogueLines(db: PGlite): Promise<string[]> {
  const columns = await db.query<{ line: string }>(`
    select c.relname || '.' || a.attname || case when a.attnotnull then ' not null' else '' end
      || case when a.attidentity <> '' or a.attgenerated <> '' then ' made' when a.atthasdef then ' default' else '' end as line
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`);
  const constraints = await db.query<{ line: string }>(`
    select c.relname || ' ' || case k.contype when 'p' then 'primary' when 'u' then 'unique' when 'c' then 'check'
      when 'f' then 'foreign' else k.contype::text end || ' ' || k.conname as line
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and k.contype in ('p', 'u', 'c', 'f', 'x')`);
  const indexes = await db.query<{ line: string }>(`
    select t.relname || ' unique ' || i.relname as line
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      join pg_namespace n on n.oid = t.relnamespace
    where n.nspname = 'public' and x.indisunique and not exists (select 1 from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))`);
  const enums = await db.query<{ line: string }>(`
    select 'enum ' || t.typname || ' ' || string_agg(e.enumlabel, ',' order by e.enumlabel collate "C") as line
    from pg_enum e join pg_type t on t.oid = e.enumtypid group by t.typname`);
  return [columns, constraints, indexes, enums].flatMap(({ rows }) => rows.map(({ line }) => line)).sort();
}
