import "vitest"

declare module "vitest" {
  interface ProvidedContext {
    /** The address of a Postgres server that lives for this test run, or `undefined` when none could be started. */
    readonly databaseUrl: string | undefined
  }
}
