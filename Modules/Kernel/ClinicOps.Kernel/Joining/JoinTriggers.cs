namespace ClinicOps.Kernel.Joining;

/// <summary>
/// The triggers of a column that goes along when subjects are joined, for the migrations of the modules. They stand in migrations that have
/// run: a change of them is a new method, and a new migration that calls it.
/// </summary>
public static class JoinTriggers
{
    /// <summary>
    /// A row that names a joined subject is written with the one it leads to, and remembered; a row whose subject somebody changes is no
    /// longer to come back. Whoever writes holds the module's writers' lock shared, so that <see cref="CarrySubject{TDb}"/> can wait for all who
    /// have not seen yet that two were joined.
    /// </summary>
    /// <param name="column">One that goes along.</param>
    public static string Create(string schema, SubjectColumn column)
    {
        var row = $"table_name = '{column.Table}' AND column_name = '{column.Column}' AND ended_at IS NULL";
        var ended = $"UPDATE carried_rows SET ended_at = now(), ending = 'changed' WHERE row_id = OLD.{column.Key} AND {row};";
        var main = Function(
            schema,
            column,
            column.Column,
            $"""
            IF TG_OP = 'UPDATE' AND NEW.{column.Column} IS DISTINCT FROM OLD.{column.Column} THEN
                {ended}
            END IF;

            IF leads_to IS NOT NULL AND NOT EXISTS (SELECT FROM carried_rows WHERE row_id = NEW.{column.Key} AND {row}) THEN
                INSERT INTO carried_rows (id, from_id, to_id, table_name, column_name, row_id, at) VALUES (gen_random_uuid(), named, leads_to, '{column.Table}', '{column.Column}', NEW.{column.Key}, now());
            END IF;
            """);

        // Emptied, the other column says nothing of whose the row is; filled again, it does.
        return column.Along is not { } along ? main : main + Function(
            schema,
            column,
            along,
            $"""
            IF TG_OP = 'UPDATE' AND NEW.{along} IS NOT NULL AND NEW.{along} IS DISTINCT FROM OLD.{along} THEN
                {ended}
            END IF;
            """);
    }

    public static string Drop(string schema, SubjectColumn column) =>
        string.Join(' ', column.Columns.Select(name => $"DROP TRIGGER lead_{name} ON {schema}.{column.Table}; DROP FUNCTION {schema}.lead_{column.Table}_{name}();"));

    private static string Function(string schema, SubjectColumn column, string name, string follows) =>
        $"""
        CREATE FUNCTION {schema}.lead_{column.Table}_{name}() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema} AS $$
        DECLARE
            leads_to uuid;
            named uuid;
        BEGIN
            IF current_setting('clinicops.carries_rows', true) = 'on' THEN
                RETURN NEW;
            END IF;

            named := NEW.{name};
            IF named IS NOT NULL AND (TG_OP = 'INSERT' OR named IS DISTINCT FROM OLD.{name}) THEN
                PERFORM pg_advisory_xact_lock_shared({JoinLocks.Writers}, hashtext('{schema}'));
                SELECT to_id INTO leads_to FROM joined_subjects WHERE from_id = named;
                NEW.{name} := coalesce(leads_to, named);
            END IF;

            {follows}

            RETURN NEW;
        END $$;
        CREATE TRIGGER lead_{name} BEFORE INSERT OR UPDATE OF {name} ON {schema}.{column.Table} FOR EACH ROW EXECUTE FUNCTION {schema}.lead_{column.Table}_{name}();

        """;
}
