import { type WorkerUtils, makeWorkerUtils } from "graphile-worker"
import { PgBoss } from "pg-boss"
import type { BenchServer } from "./benchServer.ts"

/** A job queue of others that keeps usage events as jobs, as sellers without us do. */
export interface Peer {
  readonly name: string
  readonly close: () => Promise<void>
  /** Takes all jobs away. */
  readonly empty: () => Promise<void>
  readonly add: (job: object) => Promise<unknown>
  readonly addMany: (jobs: ReadonlyArray<object>) => Promise<unknown>
}

const queue = "usage"

/** Opens pg-boss over the benchmark's server, without its housekeeping. */
export const openPgBoss = async ({ pool, url }: BenchServer): Promise<Peer> => {
  const boss = new PgBoss({ connectionString: url, max: 10, schedule: false, supervise: false })
  await boss.start()
  await boss.createQueue(queue)
  return {
    name: "pg-boss",
    close: () => boss.stop({ graceful: false }),
    empty: async () => {
      await pool.query("truncate pgboss.job")
    },
    add: (job) => boss.send(queue, job),
    addMany: (jobs) =>
      boss.insert(
        queue,
        jobs.map((data) => ({ data }))
      )
  }
}

/** Opens graphile-worker over the benchmark's server. */
export const openGraphile = async ({ pool, url }: BenchServer): Promise<Peer> => {
  const worker: WorkerUtils = await makeWorkerUtils({ connectionString: url, maxPoolSize: 10 })
  await worker.migrate()
  return {
    name: "graphile-worker",
    close: async () => worker.release(),
    empty: async () => {
      await pool.query("truncate graphile_worker._private_jobs")
    },
    add: (job) => worker.addJob(queue, job),
    addMany: (jobs) => worker.addJobs(jobs.map((payload) => ({ identifier: queue, payload })))
  }
}
