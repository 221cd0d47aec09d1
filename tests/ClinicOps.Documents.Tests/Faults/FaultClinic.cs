using System.Globalization;
using System.Text;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Receiving.Mail;
using ClinicOps.Documents.Tests.Campaign;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Intake;
using ClinicOps.Kernel.Modules;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace ClinicOps.Documents.Tests.Faults;

/// <summary>
/// One clinic of two modules for all the kills: each time a mail with an urgent order for another patient comes in and goes the whole
/// way. What that adds to every table undisturbed is what it must add when the process dies on the way.
/// </summary>
public sealed class FaultClinic(TestCluster cluster) : IAsyncLifetime
{
    private readonly MailAccount account = new()
    {
        Id = Guid.CreateVersion7(),
        Host = "mail.example.org",
        Port = 993,
        Security = MailSecurity.Tls,
        UserName = "intake",
        SealedPassword = "",
        Folder = "INBOX",
        ProcessedFolder = "Processed",
        RejectedFolder = "Rejected",
        LocationId = TestOrganization.Harbor.Id,
        Channel = TransmissionChannel.Email,
        Enabled = false,
        ChangedAt = DateTimeOffset.UnixEpoch,
    };

    private TestClinic clinic = null!;
    private string countRows = "";
    private Dictionary<string, long> rows = [];
    private int stories;

    /// <summary>What an undisturbed story adds, table by table.</summary>
    internal Story Undisturbed { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        clinic = await cluster.OpenClinic(
            [new DocumentsModule(), new IntakeModule()],
            services => services.AddSingleton<IVisits, CannedVisits>().Replace(ServiceDescriptor.Singleton<IPageReader>(new CannedReader())));
        await ImportPatients();
        await clinic.In((DocumentsDb db) =>
        {
            db.MailAccounts.Add(account);
            return db.SaveChangesAsync();
        });

        // Words that were never met before are added by each; all other tables count. The queue's own tables are the store's business.
        var tables = await clinic.Sql("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('documents', 'intake', 'audit') AND tablename <> 'document_words' ORDER BY 1");
        countRows = string.Join(" UNION ALL ", tables.Select(table => $"SELECT '{table} ' || count(*) FROM {table}"));
        rows = await Rows();
        Undisturbed = await Run(killAt: null);
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    /// <summary>A mail comes in; the process dies when it comes to that point, and another takes up what is there.</summary>
    internal async Task<Story> Run(string? killAt)
    {
        var (number, before) = (stories++, rows);
        using var kill = new KillAt(killAt);
        while (!await GoesThrough(number))
        {
        }

        rows = await Rows();
        var added = rows.Where(row => row.Value != before[row.Key]).ToDictionary(row => row.Key, row => row.Value - before[row.Key]);
        return new Story(kill.HasKilled, kill.Reached, string.Join(", ", added.OrderBy(row => row.Key).Select(row => $"{row.Key} +{row.Value}")), await Standing(number));
    }

    internal Task<IReadOnlyList<string>> Problems() => clinic.Problems();

    /// <returns>False when the process died on the way.</returns>
    private async Task<bool> GoesThrough(int number)
    {
        try
        {
            // The server shows the message until it is moved, so who comes next takes it again.
            await clinic.In((TakeMessage take) => take.Run(account, new MailPlace("INBOX", 1, number + 1), Mail(number), CancellationToken.None));
            await clinic.RunJobs();
            return true;
        }
        catch (ProcessKilledException)
        {
            return false;
        }
    }

    private async Task<Dictionary<string, long>> Rows() =>
        (await clinic.Sql(countRows)).Select(row => ((string)row!).Split(' ')).ToDictionary(row => row[0], row => long.Parse(row[1], CultureInfo.InvariantCulture));

    /// <summary>In words, without ids: what lies where, for whom, with which tasks.</summary>
    private async Task<string> Standing(int number) => string.Join(
        "; ",
        await clinic.Sql(
            $"""
            SELECT d.type || ' ' || d.state || coalesce(' to ' || (p.mrn = '{Mrn(number)}'), '') || ', live filings '
                || (SELECT count(*) FILTER (WHERE act = 'filed') - count(*) FILTER (WHERE act = 'unfiled') FROM documents.filings f WHERE f.document_id = d.id)
                || ', told ' || coalesce((SELECT i.patient_id = d.patient_id FROM intake.document_patients i WHERE i.document_id = d.id)::text, 'no')
                || ', tasks ' || coalesce((SELECT string_agg(k.kind || ' ' || k.state || ' ' || (k.patient_id = d.patient_id), ' and ' ORDER BY k.kind) FROM intake.tasks k WHERE k.document_id = d.id), 'none')
            FROM documents.documents d JOIN documents.transmissions t ON t.id = d.transmission_id LEFT JOIN intake.patients p ON p.id = d.patient_id
            WHERE t.file_name = 'fax-{number}.tif' ORDER BY d.ordinal
            """));

    private async Task ImportPatients()
    {
        var file = Path.Combine(clinic.Folder, "register.csv");
        var lines = Enumerable.Range(0, 40).Select(number =>
            $"{Mrn(number)},{Last(number)},{First(number)},,{Born(number):yyyy-MM-dd},F,(614) 555-{1000 + number},,{number + 10} Dock Rd,Ashford,OH,43096,Plan,M{number:D6},G1,Dr. Quill,English");
        await File.WriteAllLinesAsync(file, ["mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language", .. lines]);
        await using var scope = clinic.Services.CreateAsyncScope();
        Assert.Equal(0, await clinic.Services.GetRequiredService<ModuleCatalog>().Verbs.Single(verb => verb.Name == "import patients").Run(scope.ServiceProvider, [file], CancellationToken.None));
        await clinic.RunJobs();
    }

    private static byte[] Mail(int number) => Encoding.ASCII.GetBytes(
        $"From: records@example.org\r\nSubject: Order\r\nMessage-ID: <{number}@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=part\r\n\r\n"
        + $"--part\r\nContent-Type: image/tiff\r\nContent-Disposition: attachment; filename=fax-{number}.tif\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + Convert.ToBase64String(PipelineClinic.Fax(Order(number)), Base64FormattingOptions.InsertLineBreaks) + "\r\n--part--\r\n");

    private static string[] Order(int number) =>
    [
        "Lakeview Family Medicine", "Imaging Order", "STAT", $"Patient: {First(number)} {Last(number)}", $"DOB: {Born(number):MM/dd/yyyy}", "Please perform: MRI left knee without contrast", "CPT: 73721",
        "ICD-10: M25.562", "Ordering Provider: Paul Orlov, MD", "Electronically signed by Paul Orlov, MD 02/27/2026", "Date: 02/27/2026",
    ];

    private static string Mrn(int number) => $"FP{20_000 + (number * 37)}";

    private static string First(int number) => Names.Women[^(number + 1)];

    private static string Last(int number) => Names.Last[^((number * 3) + 1)];

    private static DateOnly Born(int number) => new DateOnly(1951, 3, 7).AddDays(number * 331);
}

/// <param name="Points">The fault points it came to.</param>
/// <param name="Added">Rows, table by table.</param>
/// <param name="Standing">What became of its documents.</param>
internal sealed record Story(bool WasKilled, IReadOnlySet<string> Points, string Added, string Standing);
