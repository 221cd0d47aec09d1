using System.Globalization;
using System.Text.Json;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Intake.Coverage;

/// <summary>`coverage read FILE`: 0 when everything was read, 1 when something in it is wrong (told under "problems") or could not be read (told beside), 2 when it is no 271.</summary>
internal static class ReadCoverageVerb
{
    public const string Usage = "coverage read FILE     prints all that a 271 says as JSON (patient text, on the terminal)";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task<int> Run(IServiceProvider services, string[] arguments, CancellationToken stopping) => Run(arguments, Console.Out, Console.Error, stopping);

    public static async Task<int> Run(string[] arguments, TextWriter output, TextWriter errors, CancellationToken stopping)
    {
        if (arguments is not [var path] || path.StartsWith('-') || !File.Exists(path))
        {
            await errors.WriteLineAsync("Name one file that exists: coverage read FILE");
            return 2;
        }

        if (new FileInfo(path).Length > X12Reader.MostBytes)
        {
            await errors.WriteLineAsync("Nothing was read. It is larger than any answer of a payer.");
            return 2;
        }

        switch (X12Reader.Read(await File.ReadAllBytesAsync(path, stopping)))
        {
            case X12Reading.Refused refused:
                await errors.WriteLineAsync($"Nothing was read. {refused.Why}");
                return 2;
            case X12Reading.Read read:
                List<Answer271> answers = [.. read.Interchanges.SelectMany(one => one.Transactions.Where(transaction => transaction.Kind is "271" or "").Select(transaction => Read271.Of(one, transaction)))];
                if (answers.Count == 0)
                {
                    await errors.WriteLineAsync("Nothing was read. There is no 271 in it.");
                    return 2;
                }

                await output.WriteLineAsync(JsonSerializer.Serialize(answers, Json));
                foreach (var notRead in read.NotRead)
                {
                    await errors.WriteLineAsync(notRead);
                }

                return read.NotRead.Count == 0 && answers.All(answer => answer.Problems.Count == 0) ? 0 : 1;
            default:
                return 2;
        }
    }
}

/// <summary>`coverage ask`: prints the 270 and stores nothing but the read in the audit. 0 when it was written, 1 when it cannot be, 2 when the command is wrong.</summary>
internal static class AskCoverageVerb
{
    public const string Usage =
        "coverage ask --mrn M --on DATE --service-type N [--npi NPI]\n"
        + "                       prints the 270 that asks the patient's first payer about a day; sends nothing";

    public static Task<int> Run(IServiceProvider services, string[] arguments, CancellationToken stopping) => Run(services, arguments, Console.Out, Console.Error, stopping);

    public static async Task<int> Run(IServiceProvider services, string[] arguments, TextWriter output, TextWriter errors, CancellationToken stopping)
    {
        var said = arguments.Chunk(2).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1]);
        if (arguments.Length % 2 != 0 || said.Any(pair => pair.Key is not "--mrn" and not "--on" and not "--service-type" and not "--npi" || pair.Count() > 1)
            || said["--mrn"].SingleOrDefault() is not { } mrn
            || !DateOnly.TryParseExact(said["--on"].SingleOrDefault(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
            || said["--service-type"].SingleOrDefault() is not { } serviceType)
        {
            await errors.WriteLineAsync("Say whom, when and what: coverage ask --mrn AC101550 --on 2026-03-09 --service-type 98");
            return 2;
        }

        var db = services.GetRequiredService<IntakeDb>();
        var key = NameKeys.Number(mrn);
        if (await db.Patients.Where(p => p.MrnKey == key).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(stopping) is not { } patientId)
        {
            await errors.WriteLineAsync("Nobody is registered under that MRN.");
            return 1;
        }

        var know = services.GetRequiredService<KnowPayers>();
        await services.GetRequiredService<ModuleTransaction<IntakeDb>>().Run(
            async effects =>
            {
                await know.Run(patientId, stopping);
                effects.Audit(new AuditEntry("coverage.asked", "patient", patientId));
            },
            stopping);
        db.ChangeTracker.Clear();
        var paying = await services.GetRequiredService<VisitCoverages>().Of(Guid.Empty, patientId, on, stopping);
        if (paying is not { WhyNot: null, Coverage: { } coverage, Payer: { } payer })
        {
            await errors.WriteLineAsync(paying?.WhyNot ?? "Nobody is registered under that MRN.");
            return 1;
        }

        var trace = Guid.CreateVersion7().ToString("N").ToUpperInvariant();
        var (result, _) = await services.GetRequiredService<WriteQuestion>().Run(paying.Patient, coverage, payer, said["--npi"].SingleOrDefault(), on, [serviceType], trace, stopping);
        if (result is Written270.Written written)
        {
            await output.WriteAsync(written.Text);
            foreach (var note in written.Notes)
            {
                await errors.WriteLineAsync(note);
            }

            return 0;
        }

        await errors.WriteLineAsync(((Written270.Refused)result).Why);
        return 1;
    }
}
