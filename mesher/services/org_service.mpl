##! Organizations.

from Storage.Orgs import Organization
import Storage.Orgs
import Storage.Schema

service OrgService do
  fn init(database :: String) -> SqliteConn do
    Process.register("org_service", self())
    Schema.connected(database)
  end

  call CreateOrg(name :: String, slug :: String) :: Result<String, String> do |db|
    (db, Orgs.create(db, name, slug))
  end

  call GetOrg(id :: String) :: Result<Option<Organization>, String> do |db|
    (db, Orgs.find(db, id))
  end

  call ListOrgs() :: Result<List<Organization>, String> do |db|
    (db, Orgs.all(db))
  end
end
