-- The roles behind the gateway's walls. Roles belong to the cluster, so this is no migration: it
-- is run before the migrations, by whoever may create roles, and changes nothing when run again.
-- %LOGIN% is the role that DATABASE_URL names; every connection pool then takes its own role.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['cg_gateway', 'cg_door', 'cg_import', 'cg_ledger', 'cg_migrator']
  loop
    if not exists (select from pg_roles where rolname = role_name) then
      -- NOINHERIT: a role's powers come by SET ROLE, on purpose, or not at all.
      execute format('create role %I nologin noinherit nosuperuser nocreatedb nocreaterole', role_name);
    end if;
  end loop;
end $$;

do $$
declare
  role_name text;
  set_only text := case when current_setting('server_version_num')::int >= 160000
    then ' with inherit false, set true' else '' end;
  login name := %LOGIN%;
begin
  -- Migrations create the ledger as its owner, then step back.
  if not pg_has_role('cg_migrator', 'cg_ledger', 'member') then
    execute 'grant cg_ledger to cg_migrator' || set_only;
  end if;
  foreach role_name in array array['cg_gateway', 'cg_door', 'cg_import', 'cg_migrator']
  loop
    if not (select rolsuper from pg_roles where rolname = login)
       and not exists (
         select from pg_auth_members
         where roleid = role_name::regrole and member = login::text::regrole
           and (current_setting('server_version_num')::int < 160000
                or coalesce((to_jsonb(pg_auth_members) ->> 'set_option')::boolean, true)))
    then
      execute format('grant %I to %I', role_name, login) || set_only;
    end if;
  end loop;
  -- Granted anew, a right would be written anew, and that collides with a migration of another start.
  if not (has_database_privilege('cg_migrator', current_database(), 'create')
    and has_database_privilege('cg_migrator', current_database(), 'connect')
    and has_database_privilege('cg_migrator', current_database(), 'temporary')) then
    execute format('grant create, connect, temporary on database %I to cg_migrator', current_database());
  end if;
  if not (has_schema_privilege('cg_migrator', 'public', 'usage')
    and has_schema_privilege('cg_migrator', 'public', 'create')) then
    execute 'grant usage, create on schema public to cg_migrator';
  end if;
end $$;
