import { readFile } from 'node:fs/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';

const schemaFile = new URL('./schema.prisma', import.meta.url);
const filters = { externalTables: [], externalEnums: [] };

/**
 * The SQL that would bring a database to what `schema.prisma` says, worked out offline.
 *
 * @param databaseUrl a live database; with `from: 'empty'` it is only connected to
 * @param from `database`: what is missing there; `empty`: the whole schema
 * @returns SQL, or an empty string when nothing is missing
 */
export async function diffSchema(databaseUrl: string, from: 'database' | 'empty'): Promise<string> {
  const content = await readFile(schemaFile, 'utf8');
  const schema = { path: 'schema.prisma', content };
  const adapter = new PrismaPg({ connectionString: databaseUrl });
  const engine = await SchemaEngine.new(
    { datamodels: [['schema.prisma', content]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(readingCatalog(adapter)),
  );
  try {
    const result = await engine.diff({
      from:
        from === 'empty'
          ? { tag: 'empty' }
          : { tag: 'schemaDatasource', files: [schema], configDir: '' },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters,
    });
    const sql = (result.stdout ?? '').trim();
    return sql === '-- This is an empty migration.' ? '' : sql;
  } finally {
    engine.free();
  }
}

const characterColumns = new Set(['constraint_type', 'confdeltype', 'confupdtype']);

/** The catalog's "char" columns are asked for by the engine and unknown to the adapter: carry them as text. */
function readingCatalog(
  factory: SqlMigrationAwareDriverAdapterFactory,
): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connectToShadowDb: () => factory.connectToShadowDb(),
    connect: async () => {
      const connection = await factory.connect();
      const queryRaw = connection.queryRaw.bind(connection);
      connection.queryRaw = async (query: SqlQuery) => {
        const sql = query.sql
          .replace(/\b(\w+\.contype) AS/g, '$1::text AS')
          .replace(/^( *)con\.(conf(?:del|upd)type),$/gm, '$1con.$2::text AS $2,');
        const result = await queryRaw({ ...query, sql });
        const columnTypes = result.columnTypes.map((type, column) =>
          characterColumns.has(result.columnNames[column] ?? '') ? ColumnTypeEnum.Character : type,
        );
        return { ...result, columnTypes };
      };
      return connection;
    },
  };
}
