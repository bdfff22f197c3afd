-- Numbers of their own.
create table users (id integer primary key, name text not null);
