using System.Diagnostics;
using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>
/// One running clinic with the demo register, some demo faxes already worked on by the real engine, a letter begun, and a real mail
/// server to send letters by. What a story changes it also takes back, or it works on a fax of its own, so that the stories hold in any order. All classes share it: two hosts
/// that run jobs in one process would take each other's (Hangfire keeps its activator in a static).
/// </summary>
public sealed class MondayMorning(TestCluster cluster, MailServers mail) : IAsyncLifetime
{
    public const string FatherOrSon = "18-father-or-son.tif";
    public const string NoBirthDate = "24-no-birth-date.tif";
    public const string Advertisement = "25-advertisement.tif";
    private const string UnsignedOrder = "16-echo-order-unsigned.tif";

    private readonly string folder = Directory.CreateTempSubdirectory("monday-morning-").FullName;

    public ClinicInBrowser Clinic { get; private set; } = null!;

    public MailServers Mail => mail;

    /// <summary>Where the clinic's EHR takes filed documents from.</summary>
    public string ExportFolder => Path.Combine(folder, "ehr");

    /// <summary>The filed order, whose task asks for the signature.</summary>
    public TaskSummary Task { get; private set; } = null!;

    public string LetterPath { get; private set; } = "";

    /// <summary>So little is left of the day at Harbor that a visit may not fit into it.</summary>
    public bool IsLateEvening => LocalTime.At(TestOrganization.Harbor, TimeProvider.System.GetUtcNow()).TimeOfDay > new TimeSpan(23, 20, 0);

    public async ValueTask InitializeAsync()
    {
        var settings = await SettingsOfMail();
        settings["Documents:Export:Folder"] = ExportFolder;
        settings["Documents:Export:AfterMinutes"] = "0";

        // The demo faxes are of November 2026, and are to be orders in later years too.
        settings["Documents:Orders:ValidDays"] = "3650";
        Directory.CreateDirectory(ExportFolder);
        Clinic = new ClinicInBrowser(cluster) { Settings = settings };
        await Clinic.InitializeAsync();
        await StopTheClockwork();
        var faxes = Directory.CreateDirectory(Path.Combine(folder, "faxes")).FullName;
        foreach (var name in new[] { FatherOrSon, NoBirthDate, Advertisement, UnsignedOrder })
        {
            File.Copy(FaxFile(name), Path.Combine(faxes, name));
        }

        Assert.Equal(0, await Clinic.Host.Verb("import patients", Path.Combine(DemoFolder(), "patients.csv")));
        Assert.Equal(0, await Clinic.Host.Verb("ingest", faxes, "--location", "Harbor"));
        await Until(Outcomes, outcomes => outcomes.All(outcome => outcome.Disposition != "working"));
        Task = (await TasksOf(UnsignedOrder, 1))[0];
        LetterPath = await DraftLetter();
    }

    public async ValueTask DisposeAsync()
    {
        await Clinic.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public static string FaxFile(string name) => Directory.EnumerateFiles(Path.Combine(DemoFolder(), "faxes"), name, SearchOption.AllDirectories).Single();

    /// <summary>The one document of that fax.</summary>
    public async Task<DocumentOutcome> DocumentOf(string fax) => (await Outcomes()).Single(outcome => outcome.FileName == fax);

    public async Task<bool> HasCome(string fax) => (await Outcomes()).Any(outcome => outcome.FileName == fax);

    /// <summary>The tasks of that fax, as soon as the jobs have made so many.</summary>
    public async Task<IReadOnlyList<TaskSummary>> TasksOf(string fax, int many)
    {
        var document = (await DocumentOf(fax)).DocumentId!.Value;
        return await Until(() => Clinic.Host.In((ITasks tasks) => tasks.OfDocuments([document])), tasks => tasks.Count >= many);
    }

    /// <summary>Somebody who works day and night at Harbor, and a type of visit. Taken back by <see cref="Retire"/>.</summary>
    public async Task Employ(Guid provider, string name, string visitTypeCode, string visitType)
    {
        var file = Path.Combine(folder, $"{provider}.json");
        await File.WriteAllTextAsync(
            file,
            $$"""
            {"providers": [{"id": "{{provider}}", "name": "{{name}}", "locationId": "{{TestOrganization.Harbor.Id}}",
              "hours": [{"weekdays": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"], "from": "00:00", "until": "00:00"}]}],
             "visits": [], "visitTypes": [{"code": "{{visitTypeCode}}", "name": "{{visitType}}", "minutes": 20}]}
            """);
        Assert.Equal(0, await Clinic.Host.Verb("import-schedule", file));
    }

    /// <summary>Of this morning's automatic filings, as if a week had gone by. The first time it is asked; then it is the same one.</summary>
    public async Task<Guid> DrawRecheck()
    {
        if (await Clinic.Host.Sql("SELECT id FROM documents.rechecks ORDER BY ordinal") is [Guid drawn, ..])
        {
            return drawn;
        }

        var filed = await Clinic.Host.Sql($"SELECT f.id FROM documents.filings f WHERE f.why = 'gate' AND f.document_id = '{(await DocumentOf(UnsignedOrder)).DocumentId}'");
        var sample = await Clinic.Host.Insert("documents.recheck_samples", ("week", "2026-03-02"), ("seed", "5eed"), ("population", 1));
        return await Clinic.Host.Insert(
            "documents.rechecks", ("sample_id", sample), ("ordinal", 1), ("document_id", (await DocumentOf(UnsignedOrder)).DocumentId!), ("filing_id", filed[0]!));
    }

    public Task Retire(Guid provider) => Clinic.Host.Sql($"DELETE FROM scheduling.working_hours WHERE provider_id = '{provider}'");

    /// <summary>
    /// It is morning whenever the tests run. What the house begins by itself in the evening, for the next day, it would else begin in the middle of a story that does the same by hand:
    /// asks payers, and prepares charts.
    /// </summary>
    private async Task StopTheClockwork()
    {
        foreach (var job in new[] { "intake.ask-for-coming-visits", "intake.prepare-charts" })
        {
            Assert.Equal(["stopped"], await Clinic.Host.Sql(
                $"""
                WITH gone AS (DELETE FROM hangfire.set WHERE key = 'recurring-jobs' AND value = '{job}' RETURNING key)
                SELECT 'stopped' FROM gone
                """));
            await Clinic.Host.Sql($"DELETE FROM hangfire.hash WHERE key = 'recurring-job:{job}'");
        }
    }

    private Task<IReadOnlyList<DocumentOutcome>> Outcomes() => Clinic.Host.In((IDocumentOutcomes outcomes) => outcomes.All());

    /// <exception cref="TimeoutException">It did not become so in three minutes: on a machine that is busy, pages take longer to read.</exception>
    internal static async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        var waited = Stopwatch.StartNew();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var now = await ask();
            if (holds(now))
            {
                return now;
            }

            if (waited.Elapsed > TimeSpan.FromMinutes(3))
            {
                throw new TimeoutException($"It stays {(now is System.Collections.IEnumerable several ? string.Join(", ", several.Cast<object?>()) : now)}");
            }

            await ticks.WaitForNextTickAsync();
        }
    }

    private async Task<Dictionary<string, string?>> SettingsOfMail()
    {
        var (authority, password) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "password"));
        await File.WriteAllTextAsync(authority, mail.CertificatePem);
        await File.WriteAllTextAsync(password, MailServers.Password);
        return new Dictionary<string, string?>
        {
            ["Correspondence:Mail:Host"] = "127.0.0.1",
            ["Correspondence:Mail:Port"] = mail.SmtpPort.ToString(CultureInfo.InvariantCulture),
            ["Correspondence:Mail:CertificateAuthority"] = authority,
            ["Correspondence:Mail:User"] = "clinic",
            ["Correspondence:Mail:PasswordFile"] = password,
            ["Correspondence:Mail:From"] = "Two Rivers Clinic <letters@clinic.example>",
            ["Correspondence:Mail:FaxTo"] = "fax-{number}@patient.example",
        };
    }

    /// <summary>Letters are e-mailed to who said that they want words about health so: the patients of this query did.</summary>
    /// <param name="patients">Selects their ids.</param>
    public Task WantHealthByEmail(string patients) => Clinic.Host.Sql(
        $"INSERT INTO intake.contact_preferences (id, patient_id, health_by_email, preferred, voicemail, best_time, at) SELECT gen_random_uuid(), id, true, '', '', '', now() FROM ({patients}) AS them");

    /// <summary>Takes back <see cref="WantHealthByEmail"/>.</summary>
    public Task ForgetHealthByEmail() => Clinic.Host.Sql("DELETE FROM intake.contact_preferences WHERE health_by_email");

    private async Task<string> DraftLetter()
    {
        using var coordinator = await Clinic.Host.SignedIn("Coordinator");
        using var answer = await coordinator.PostFrom($"/intake/tasks/task/{Task.Id}", "/correspondence/letters/draft", ("taskId", Task.Id.ToString()));
        return answer.Headers.Location?.OriginalString ?? throw new InvalidOperationException($"No letter was drafted: {(int)answer.StatusCode}.");
    }

    private static string DemoFolder()
    {
        var above = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(above.FullName, "ClinicOps.sln")))
        {
            above = above.Parent ?? throw new InvalidOperationException("The tests run from a build inside the solution's folder.");
        }

        return Path.Combine(above.FullName, "tools", "demo");
    }
}

[CollectionDefinition(nameof(MondayMorning))]
[TestClassOrderer(typeof(OneOrderEverywhere))]
[TestMethodOrderer(typeof(OneOrderEverywhere))]
public sealed class SharedMorning : ICollectionFixture<MondayMorning>;
