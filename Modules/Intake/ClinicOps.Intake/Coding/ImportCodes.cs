using System.Globalization;
using System.Text;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Intake.Coding;

/// <summary>Takes a list of codes over, as often as one likes: what is in it is brought up to it, what is not stays; so does a charge of which the list says nothing.</summary>
internal sealed class ImportCodes(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Codes a statement.</summary>
    private const int Batch = 2000;

    /// <returns>How many are new, and how many were changed.</returns>
    public Task<(int New, int Changed)> Run(CodesFile file, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            // Nobody changes a fee between its history and the fee itself.
            await db.Database.ExecuteSqlAsync($"LOCK TABLE medical_codes IN SHARE ROW EXCLUSIVE MODE", stopping);
            var (before, written) = (await db.MedicalCodes.CountAsync(stopping), 0);
            foreach (var rows in file.Rows.Chunk(Batch))
            {
                string[] systems = [.. rows.Select(row => row.System)], codes = [.. rows.Select(row => row.Code)], descriptions = [.. rows.Select(row => row.Description)];
                int?[] charges = [.. rows.Select(row => row.ChargeCents)];
                await WriteHistory([.. rows.Where(row => row is { System: CodeSystems.Procedure, ChargeCents: not null })], stopping);
                written += await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO medical_codes AS known (system, code, description, charge_cents, imported_at)
                    SELECT line.system, line.code, line.description, line.charge, {clock.GetUtcNow()} FROM unnest({systems}, {codes}, {descriptions}, {charges}) AS line (system, code, description, charge)
                    ON CONFLICT (system, code) DO UPDATE SET description = excluded.description, charge_cents = coalesce(excluded.charge_cents, known.charge_cents), imported_at = excluded.imported_at
                    WHERE (known.description, known.charge_cents) IS DISTINCT FROM (excluded.description, coalesce(excluded.charge_cents, known.charge_cents))
                    """,
                    stopping);
            }

            var added = await db.MedicalCodes.CountAsync(stopping) - before;
            effects.Audit(new AuditEntry("codes.imported", "codes", null));
            return (added, written - added);
        },
        stopping);

    /// <summary>Which fees become others by these lines, from what to what.</summary>
    private async Task WriteHistory(List<CodesFile.Row> fees, CancellationToken stopping)
    {
        Guid[] ids = [.. fees.Select(_ => Guid.CreateVersion7())];
        string[] codes = [.. fees.Select(fee => fee.Code)], words = [.. fees.Select(fee => fee.Description)];
        int[] charges = [.. fees.Select(fee => fee.ChargeCents!.Value)];
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO fee_changes (id, code, from_cents, to_cents, from_words, to_words, at, by)
            SELECT line.id, line.code, known.charge_cents, line.charge, coalesce(known.description, ''), line.description, {clock.GetUtcNow()}, {actor.UserId}
            FROM unnest({ids}, {codes}, {words}, {charges}) AS line (id, code, description, charge)
            LEFT JOIN medical_codes known ON known.system = {CodeSystems.Procedure} AND known.code = line.code
            WHERE (known.charge_cents, known.description) IS DISTINCT FROM (line.charge, line.description)
            """,
            stopping);
    }
}

/// <summary>`import codes FILE.csv`: 0 when every line is in, 1 when some were refused, 2 when the file cannot be used.</summary>
internal static class ImportCodesVerb
{
    public const string Usage = "import codes FILE.csv   takes over codes and usual charges for coding visits: columns system (icd10, procedure, modifier, place), code, description, charge";

    public static async Task<int> Run(IServiceProvider services, string[] arguments, CancellationToken stopping)
    {
        if (arguments is not [var path] || path.StartsWith('-') || !File.Exists(path))
        {
            await Console.Error.WriteLineAsync("Name one file that exists: import codes FILE.csv");
            return 2;
        }

        CodesFile file;
        try
        {
            using var text = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            file = CodesFile.Read(text);
        }
        catch (Exception problem) when (problem is CodesFileProblem or DecoderFallbackException)
        {
            await Console.Error.WriteLineAsync($"Nothing was imported. {(problem is CodesFileProblem ? problem.Message : "The file is not in UTF-8: save it as \"CSV UTF-8\".")}");
            return 2;
        }

        var (added, changed) = await services.GetRequiredService<ImportCodes>().Run(file, stopping);
        foreach (var (line, why) in file.BadRows)
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {line} not imported: {why}"));
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{added} new, {changed} changed, {file.Rows.Count - added - changed} unchanged, {file.BadRows.Count} lines not imported"));
        return file.BadRows.Count == 0 ? 0 : 1;
    }
}
