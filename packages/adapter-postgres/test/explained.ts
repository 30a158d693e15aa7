import type { Pool, PoolConfig } from "pg"

/** What a statement has read: a plan as Postgres has carried it out. */
export interface Explained {
  readonly text: string
  readonly scans: ReadonlyArray<TableScan>
  /** Whether the server has compiled it first, which takes longer than nearly any statement of ours. */
  readonly isCompiled: boolean
}

/** One look at a table, and how many of its rows it has touched, wanted or not. */
export interface TableScan {
  readonly node: string
  readonly table: string
  readonly rows: number
}

/** The settings of a connection that is told the plan of every statement, and of those inside functions and triggers. */
export const explaining: PoolConfig = {
  options: [
    "session_preload_libraries=auto_explain",
    "auto_explain.log_min_duration=0",
    "auto_explain.log_analyze=on",
    "auto_explain.log_timing=off",
    "auto_explain.log_nested_statements=on",
    "auto_explain.log_format=json",
    "auto_explain.log_level=notice",
    "client_min_messages=notice"
  ]
    .map((setting) => `-c ${setting}`)
    .join(" ")
}

/** Collects the plans of a pool whose connections are `explaining`; each call gives out those since the last. */
export const plansOf = (pool: Pool): (() => ReadonlyArray<Explained>) => {
  const plans: Array<Explained> = []
  pool.on("connect", (client) => {
    client.on("notice", ({ message = "" }) => {
      const json = message.indexOf("{")
      if (message.startsWith("duration:") && json >= 0)
        plans.push(explainedOf(JSON.parse(message.slice(json))))
    })
  })
  return () => plans.splice(0)
}

interface PlanNode {
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly "Actual Rows": number
  readonly "Actual Loops": number
  readonly "Rows Removed by Filter"?: number
  readonly "Rows Removed by Index Recheck"?: number
  readonly Plans?: ReadonlyArray<PlanNode>
}

const explainedOf = ({
  JIT: compiling,
  Plan: root,
  "Query Text": text
}: {
  readonly JIT?: object
  readonly Plan: PlanNode
  readonly "Query Text": string
}): Explained => ({ text, scans: scansOf(root), isCompiled: compiling !== undefined })

const scansOf = (node: PlanNode): ReadonlyArray<TableScan> => {
  const table = node["Relation Name"]
  const below = (node.Plans ?? []).flatMap(scansOf)
  // Who writes to a table names it, too, and reads it by the nodes below.
  if (table === undefined || !node["Node Type"].endsWith("Scan")) return below
  const perLoop =
    node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0)
  return [{ node: node["Node Type"], table, rows: perLoop * node["Actual Loops"] }, ...below]
}
