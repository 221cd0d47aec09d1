using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

// Usage: [assembly: AssemblyFixture(typeof(MailServers))] once in a test project, then take MailServers in a test's constructor.
//
//   await mail.Deliver("intake", rawMessage);                    // straight into a mailbox, whatever the bytes
//   SMTP: mail.SmtpPort with STARTTLS; IMAP: mail.ImapsPort (TLS from the start) or mail.ImapPort (STARTTLS); password MailServers.Password
//   mail.CertificatePem is what a client has to trust, mail.CertificateFingerprint what it may pin
//   await mail.StopDovecot() / StartDovecot() / StopExim() / StartExim(); mail.CutImapSessions("intake")

namespace ClinicOps.Testing;

/// <summary>
/// A private Dovecot (IMAP, LMTP) and Exim (SMTP) on free ports of this machine, in a folder of their own, removed at the end. They
/// run as root or as a plain user; what addresses do is said in Mail/exim.conf.
/// </summary>
public sealed class MailServers : IAsyncLifetime
{
    public const string Password = "test";

    private const string FolderPrefix = "clinicops-mail-";

    private readonly string folder = Path.Combine(Path.GetTempPath(), FolderPrefix + Guid.NewGuid().ToString("N")[..8]);
    private FileStream ownership = null!;
    private Process? dovecot;
    private Process? exim;

    public int ImapPort { get; } = FreePort();

    public int ImapsPort { get; } = FreePort();

    public int LmtpPort { get; } = FreePort();

    public int SmtpPort { get; } = FreePort();

    public string CertificatePem { get; private set; } = "";

    /// <summary>SHA-256 of the certificate, 64 hexadecimal digits.</summary>
    public string CertificateFingerprint { get; private set; } = "";

    /// <summary>What the servers logged, for a test that fails.</summary>
    public string Logs => string.Join('\n', new[] { "dc/log", "ex/log/main", "ex/log/panic" }.Select(name => Path.Combine(folder, name)).Where(File.Exists).Select(File.ReadAllText));

    public async ValueTask InitializeAsync()
    {
        await SweepAbandoned();
        foreach (var inside in (string[])["", "dc", "dc/mail", "dc/run", "dc/state", "ex", "ex/spool", "ex/log"])
        {
            Directory.CreateDirectory(Path.Combine(folder, inside));
        }

        ownership = new FileStream(Path.Combine(folder, "owner.lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        MakeCertificate();
        WriteConfiguration("dovecot.conf");
        WriteConfiguration("exim.conf");
        if (Environment.IsPrivilegedProcess)
        {
            await Run("chown", "-R", "dovecot:dovecot", Path.Combine(folder, "dc/mail"));
            await Run("chown", "-R", "Debian-exim:", Path.Combine(folder, "ex"));
        }

        await StartDovecot();
        await StartExim();
    }

    public async ValueTask DisposeAsync()
    {
        await StopExim();
        await StopDovecot();
        await ownership.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public async Task StartDovecot()
    {
        dovecot = Start("/usr/sbin/dovecot", "dovecot.pid", "-F", "-c", Path.Combine(folder, "dovecot.conf"));
        await WaitFor(ImapsPort, dovecot);
        await WaitFor(LmtpPort, dovecot);
    }

    public Task StopDovecot() => Stop(ref dovecot);

    public async Task StartExim()
    {
        exim = Start("/usr/sbin/exim4", "exim.pid", "-C", Path.Combine(folder, "exim.conf"), "-bdf", "-q2s");
        await WaitFor(SmtpPort, exim);
    }

    public Task StopExim() => Stop(ref exim);

    /// <summary>Puts a message into INBOX of that mailbox, its bytes as they are behind the lines that delivery adds.</summary>
    public async Task Deliver(string mailbox, ReadOnlyMemory<byte> message)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, LmtpPort);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        await Expect(reader, "220");
        await Say(stream, reader, "LHLO localhost", "250");
        await Say(stream, reader, "MAIL FROM:<sender@example.org>", "250");
        await Say(stream, reader, $"RCPT TO:<{mailbox}>", "250");
        await Say(stream, reader, "DATA", "354");
        await stream.WriteAsync(DotStuffed(message.Span));
        await Say(stream, reader, ".", "250");
    }

    /// <summary>Kills the server's end of every open IMAP session at that mailbox, as a crash or a cut line does.</summary>
    public async Task CutImapSessions(string mailbox)
    {
        foreach (var session in ChildrenOf(dovecot!.Id).Where(id => TitleOf(id).StartsWith($"dovecot/imap [{mailbox} ", StringComparison.Ordinal)))
        {
            await Run("kill", "-KILL", session.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Makes the server forget the numbers of a folder's messages: it counts anew under another UIDVALIDITY.</summary>
    /// <param name="mailFolder">"INBOX", or the name of another folder.</param>
    public async Task ChangeUidValidity(string mailbox, string mailFolder = "INBOX")
    {
        await CutImapSessions(mailbox);
        var path = Path.Combine(folder, "dc/mail", mailbox, mailFolder == "INBOX" ? "" : "." + mailFolder);
        foreach (var file in Directory.EnumerateFiles(path, "dovecot*").Where(file => !Path.GetFileName(file).StartsWith("dovecot-uidvalidity", StringComparison.Ordinal)).ToList())
        {
            File.Delete(file);
        }
    }

    private static byte[] DotStuffed(ReadOnlySpan<byte> message)
    {
        var lines = new List<byte>(message.Length + 1024);
        var atStart = true;
        foreach (var octet in message)
        {
            if (octet == '\n' && (lines.Count == 0 || lines[^1] != '\r'))
            {
                lines.Add((byte)'\r');
            }

            if (atStart && octet == '.')
            {
                lines.Add((byte)'.');
            }

            lines.Add(octet);
            atStart = octet == '\n';
        }

        if (!atStart)
        {
            lines.AddRange("\r\n"u8);
        }

        return [.. lines];
    }

    private static async Task Say(NetworkStream stream, StreamReader reader, string line, string expected)
    {
        await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(line + "\r\n"));
        await Expect(reader, expected);
    }

    private static async Task Expect(StreamReader reader, string code)
    {
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (line is { Length: > 3 } && line[3] == '-');
        if (line is null || !line.StartsWith(code, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The mail server answered \"{line}\" instead of {code}.");
        }
    }

    private void MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        CertificatePem = certificate.ExportCertificatePem();
        CertificateFingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        foreach (var place in (string[])["", "ex"])
        {
            File.WriteAllText(Path.Combine(folder, place, "cert.pem"), CertificatePem);
            File.WriteAllText(Path.Combine(folder, place, "key.pem"), key.ExportPkcs8PrivateKeyPem());
            File.SetUnixFileMode(Path.Combine(folder, place, "key.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private void WriteConfiguration(string name)
    {
        using var template = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"ClinicOps.Testing.Mail.{name}")!);
        var (root, me) = (Environment.IsPrivilegedProcess, Environment.UserName);
        var values = new Dictionary<string, string>
        {
            ["D"] = folder,
            ["INTERNAL_USER"] = root ? "dovecot" : me,
            ["INTERNAL_GROUP"] = root ? "dovecot" : OwnGroup(),
            ["LOGIN_USER"] = root ? "dovenull" : me,
            ["MAIL_USER"] = root ? "dovecot" : me,
            ["MAIL_GROUP"] = root ? "dovecot" : OwnGroup(),
            ["EXIM_USER"] = root ? "Debian-exim" : me,
            ["EXIM_GROUP"] = root ? "Debian-exim" : OwnGroup(),
            ["IMAP"] = ImapPort.ToString(CultureInfo.InvariantCulture),
            ["IMAPS"] = ImapsPort.ToString(CultureInfo.InvariantCulture),
            ["LMTP"] = LmtpPort.ToString(CultureInfo.InvariantCulture),
            ["SMTP"] = SmtpPort.ToString(CultureInfo.InvariantCulture),
        };
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, values.Aggregate(template.ReadToEnd(), (text, value) => text.Replace($"@{value.Key}@", value.Value, StringComparison.Ordinal)));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private static string OwnGroup()
    {
        using var id = Process.Start(new ProcessStartInfo("id", ["-gn"]) { RedirectStandardOutput = true })!;
        return id.StandardOutput.ReadToEnd().Trim();
    }

    private Process Start(string program, string pidFile, params string[] arguments)
    {
        if (!File.Exists(program))
        {
            throw new InvalidOperationException($"{program} is not installed: tools/test installs it.");
        }

        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true })!;
        File.WriteAllText(Path.Combine(folder, pidFile), process.Id.ToString(CultureInfo.InvariantCulture));
        return process;
    }

    private static Task Stop(ref Process? process)
    {
        var stopped = process;
        process = null;
        return stopped is null ? Task.CompletedTask : End(stopped);
    }

    private static async Task End(Process process)
    {
        if (!process.HasExited)
        {
            await Run("kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task WaitFor(int port, Process server)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (!server.HasExited && tries < 1500)
            {
                await again.WaitForNextTickAsync();
            }
            catch (SocketException refused)
            {
                throw new InvalidOperationException($"The mail server did not start:\n{Logs}", refused);
            }
        }
    }

    private static IEnumerable<int> ChildrenOf(int parent) =>
        File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    private static string TitleOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
    }

    /// <summary>A killed test run leaves its servers behind: the next run ends those, by the ids it recorded, whose folder has no owner any more.</summary>
    private static async Task SweepAbandoned()
    {
        foreach (var abandoned in Directory.GetDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            try
            {
                await using var owned = new FileStream(Path.Combine(abandoned, "owner.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                foreach (var recorded in Directory.GetFiles(abandoned, "*.pid"))
                {
                    var id = await File.ReadAllTextAsync(recorded);
                    if (File.Exists($"/proc/{id}/cmdline") && (await File.ReadAllTextAsync($"/proc/{id}/cmdline")).Contains(abandoned, StringComparison.Ordinal))
                    {
                        await Run("kill", "-TERM", id);
                    }
                }

                Directory.Delete(abandoned, recursive: true);
            }
            catch (Exception notOurs) when (notOurs is IOException or UnauthorizedAccessException)
            {
                // Another user's, or in use.
            }
        }
    }
}
