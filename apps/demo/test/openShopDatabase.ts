import pg from "pg"

/** Opens an empty database on a server, with the table of orders that a shop has. */
export const openShopDatabase = async (server: string, name: string): Promise<pg.Pool> => {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`drop database if exists ${name}`)
  await admin.query(`create database ${name}`)
  await admin.end()
  const connectionString = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const pool = new pg.Pool({ connectionString, max: 4 })
  await pool.query("create table shop_order (id text primary key, account text not null)")
  return pool
}
