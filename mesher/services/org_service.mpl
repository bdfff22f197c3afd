##! Organizations.

from Storage.Orgs import Organization
import Storage.Orgs

service OrgService do
  fn init(db :: Db) -> Db do
    Process.register("org_service", self())
    db
  end

  call CreateOrg(name :: String, slug :: String) :: Result<String, DbError> do |db|
    (db, Orgs.create(db, name, slug))
  end

  call GetOrg(id :: String) :: Result<Option<Organization>, String> do |db|
    (db, Orgs.find(db, id))
  end

  call ListOrgs() :: Result<List<Organization>, String> do |db|
    (db, Orgs.all(db))
  end
end
