using System.Globalization;
using System.Security.Cryptography;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>A clinic whose letters leave over a line to the real Exim, each with a reader and a bounce mailbox of its own.</summary>
internal sealed class MailClinic : IAsyncDisposable
{
    private readonly string folder;

    private MailClinic(TestClinic clinic, MailLine line, MailServers mail, string folder, string id)
    {
        (Clinic, Line, Mail, this.folder) = (clinic, line, mail, folder);
        (Reader, Bounces, Office) = ($"reader{id}@patient.example", $"letters{id}", $"office{id}");
    }

    public TestClinic Clinic { get; }

    public MailLine Line { get; }

    public MailServers Mail { get; }

    /// <summary>An address of this clinic's patient.</summary>
    public string Reader { get; }

    /// <summary>Mailbox from which letters come and where bounces arrive.</summary>
    public string Bounces { get; }

    /// <summary>Mailbox that people write to.</summary>
    public string Office { get; }

    /// <summary>About as many bytes as go to the server before a message begins, and many fewer than a message with <see cref="Pages"/> has.</summary>
    public const int InTheMessage = 40_000;

    /// <summary>Pages of about 60 KB: they go to the line at once, and what happens then cannot be known.</summary>
    public static byte[] Pages => RandomNumberGenerator.GetBytes(60_000);

    /// <summary>More than any buffer between here and there holds: that the line broke is noticed while handing over.</summary>
    public static byte[] ManyPages => RandomNumberGenerator.GetBytes(6_000_000);

    public static async Task<MailClinic> Open(TestCluster cluster, MailServers mail, MailLine? line = null, params (string Key, string? Value)[] settings) => await Open(cluster, mail, [], line, settings: settings);

    public static async Task<MailClinic> Open(TestCluster cluster, MailServers mail, IReadOnlyList<IModule> modules, MailLine? line = null, Action<IServiceCollection>? also = null, params (string Key, string? Value)[] settings)
    {
        var id = Guid.NewGuid().ToString("N")[..10];
        var folder = Directory.CreateTempSubdirectory("clinicops-postbox-").FullName;
        var (authority, password) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "password"));
        await File.WriteAllTextAsync(authority, mail.CertificatePem);
        await File.WriteAllTextAsync(password, MailServers.Password + "\n");
        line ??= new MailLine(mail.SmtpPort);
        var all = new Dictionary<string, string?>
        {
            ["Correspondence:Mail:Host"] = "127.0.0.1",
            ["Correspondence:Mail:Port"] = line.Port.ToString(CultureInfo.InvariantCulture),
            ["Correspondence:Mail:CertificateAuthority"] = authority,
            ["Correspondence:Mail:User"] = "clinic",
            ["Correspondence:Mail:PasswordFile"] = password,
            ["Correspondence:Mail:From"] = $"Two Rivers Clinic <letters{id}@clinic.example>",
            ["Correspondence:Mail:TimeLimit"] = "00:01:00",
            ["Correspondence:Mail:ReplyTo"] = $"office{id}@clinic.example",
            ["Correspondence:Mail:Replies:Host"] = "127.0.0.1",
            ["Correspondence:Mail:Replies:Port"] = mail.ImapsPort.ToString(CultureInfo.InvariantCulture),
            ["Correspondence:Mail:Replies:User"] = $"office{id}",
            ["Correspondence:Mail:Replies:PasswordFile"] = password,
            ["Correspondence:Links:PublicAddress"] = "https://visits.clinic.example",
            ["Correspondence:Mail:Bounces:Host"] = "127.0.0.1",
            ["Correspondence:Mail:Bounces:Port"] = mail.ImapsPort.ToString(CultureInfo.InvariantCulture),
            ["Correspondence:Mail:Bounces:User"] = $"letters{id}",
            ["Correspondence:Mail:Bounces:PasswordFile"] = password,
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return new MailClinic(await LettersClinic.Open(cluster, also, settings: all, modules: modules), line, mail, folder, id);
    }

    /// <summary>An approved letter on its way by e-mail; its job waits.</summary>
    public async Task<Guid> Send(string? address = null, byte[]? pdf = null)
    {
        var letter = await Clinic.Approved(ToSchedule with { Id = Guid.CreateVersion7() }, pdf ?? Pages);
        return Assert.IsType<DeliveryRequest.Requested>(
            await Clinic.In((RequestDelivery request) => request.Email(letter.Id, address ?? Reader, AddressReader.Patient, CancellationToken.None))).DeliveryId;
    }

    /// <summary>Runs its job once, as a job server would.</summary>
    public Task Run(Guid delivery) => Clinic.In((SendDelivery send) => send.Run(new DeliveryToSend(delivery), null!, CancellationToken.None));

    public async Task<IReadOnlyList<string>> History(Guid delivery) =>
        await Clinic.In((CorrespondenceDb db) => db.DeliveryEvents.Where(e => e.DeliveryId == delivery).OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => e.What).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        await Clinic.DisposeAsync();
        await Line.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
