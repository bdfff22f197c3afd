alter table users add column age int;
create index users_by_age on users (age);
