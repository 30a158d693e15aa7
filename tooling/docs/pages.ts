import { rolesSql, schemaSql } from "@tallyhour/adapter-postgres"
import { auditParts } from "./auditParts.ts"
import { emulatorParts } from "./emulatorParts.ts"
import { errorParts } from "./errorParts.ts"
import { faultParts } from "./faultParts.ts"
import { fillPage } from "./fillPage.ts"
import { limitParts } from "./limitParts.ts"

/** A page with generated parts, or a file that is generated whole: its path in the repository, and how they are put into its text. */
export interface Page {
  readonly path: string
  readonly fill: (text: string) => string
}

const schema = await schemaSql()

/** Every page that is generated, in part or whole. */
export const pages: ReadonlyArray<Page> = [
  { path: "docs/reference/audit.md", fill: (text) => fillPage(text, auditParts()) },
  { path: "docs/reference/emulator.md", fill: (text) => fillPage(text, emulatorParts()) },
  { path: "docs/reference/errors.md", fill: (text) => fillPage(text, errorParts()) },
  { path: "docs/reference/faults.md", fill: (text) => fillPage(text, faultParts()) },
  { path: "docs/reference/limits.md", fill: (text) => fillPage(text, limitParts()) },
  { path: "packages/adapter-postgres/src/schema/schema.sql", fill: () => schema },
  { path: "packages/adapter-postgres/src/schema/roles.sql", fill: () => rolesSql() }
]
