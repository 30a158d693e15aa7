import { PrismaPg } from "@prisma/adapter-pg"
import { getPrismaClient } from "@prisma/client/runtime/client"
import type { Prisma } from "../examples/withPrisma.ts"

/** A client of Prisma as `prisma generate` writes it for a schema without models. */
export interface TestPrisma extends Prisma {
  $connect(): Promise<void>
  $disconnect(): Promise<void>
  $queryRawUnsafe(text: string, ...values: Array<unknown>): PromiseLike<unknown>
}

/** Opens Prisma on a database, without generated code: transactions and plain SQL need none. */
export const openPrisma = (connectionString: string): TestPrisma => {
  const PrismaClient = getPrismaClient({
    activeProvider: "postgresql",
    clientVersion: "7.10.0",
    compilerWasm: {
      getQueryCompilerWasmModule: async () => {
        const { wasm } = await load("query_compiler_fast_bg.postgresql.wasm-base64.mjs")
        const { WebAssembly } = Object(globalThis)
        return new WebAssembly.Module(Buffer.from(wasm, "base64"))
      },
      getRuntime: () => load("query_compiler_fast_bg.postgresql.mjs"),
      importName: "./query_compiler_fast_bg.js"
    },
    engineVersion: "7.10.0",
    inlineSchema: 'datasource db {\n  provider = "postgresql"\n}\n',
    parameterizationSchema: { graph: "AAAA", strings: [] },
    previewFeatures: [],
    runtimeDataModel: { enums: {}, models: {}, types: {} }
  })
  return new PrismaClient({ adapter: new PrismaPg({ connectionString }) })
}

// They have no types; their paths stand in no import, so that nobody asks for them.
const load = (file: string) => import(import.meta.resolve(`@prisma/client/runtime/${file}`))
