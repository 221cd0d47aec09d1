using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>Section "Correspondence:Mail:FaxQueue": the HylaFAX server of the clinic's own fax modem; without a host none is used.</summary>
internal sealed class FaxQueueOptions
{
    /// <summary>On this machine: the protocol is not encrypted, and a fax holds patients' names. A server elsewhere is reached through a tunnel.</summary>
    public string Host { get; set; } = "";

    public int Port { get; set; } = 4559;

    /// <summary>As the server's hosts.hfaxd lets in.</summary>
    public string User { get; set; } = "clinicops";

    /// <summary>Empty where the server asks for none.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Dialled before the number, "9," for an outside line.</summary>
    public string DialPrefix { get; set; } = "";

    /// <summary>How often the server dials before it gives up.</summary>
    public int Tries { get; set; } = 3;

    public bool IsConfigured => Host.Length > 0;

    public IEnumerable<string?> Problems() => !IsConfigured ? [] :
    [
        MailTls.Problem("Correspondence:Mail:FaxQueue", Host, Port, MailTls.None),
        string.IsNullOrEmpty(PasswordFile) ? null : MailTls.ProblemOfPassword("Correspondence:Mail:FaxQueue", User, PasswordFile),
        User.Length is > 0 and <= 32 && User.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? null : "Correspondence:Mail:FaxQueue:User is a name of letters and digits.",
        DialPrefix.Length <= 10 && DialPrefix.All(c => char.IsAsciiDigit(c) || c is ',' or '*' or '#') ? null : "Correspondence:Mail:FaxQueue:DialPrefix is digits, such as \"9,\".",
        Tries is >= 1 and <= 12 ? null : "Correspondence:Mail:FaxQueue:Tries lies between 1 and 12.",
    ];
}

/// <param name="Job">The server's number of it.</param>
/// <param name="State">One letter: of what goes on, or <see cref="Done"/> or <see cref="Failed"/>.</param>
/// <param name="Tries">How many calls came as far as a fax machine that spoke to ours; null where the server does not say.</param>
/// <param name="Said">The server's words about a failure, in English. They name the other machine: in no log.</param>
internal sealed record QueuedFax(string Job, char State, int? Tries, string Said)
{
    public const char Done = 'D';
    public const char Failed = 'F';
}

/// <summary>
/// One conversation with a HylaFAX server (its client protocol, hfaxd(8): an FTP with jobs). Each job carries the delivery's id, so that after a broken line it is asked
/// of the server whether there is such a job, and nothing is queued twice.
/// </summary>
internal sealed partial class FaxQueue(FaxQueueOptions options) : IDisposable
{
    private TcpClient? control;
    private StreamReader? answers;
    private int lastCode;

    /// <returns>Null when the server is reached and lets us in.</returns>
    public async Task<MailOutcome.Later?> Reach(TimeSpan timeLimit, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(timeLimit);
        try
        {
            control = new TcpClient();
            await control.ConnectAsync(options.Host, options.Port, limit.Token);
            answers = new StreamReader(control.GetStream(), Encoding.Latin1);
            await Answer(limit.Token);
            var signedIn = await Ask($"USER {options.User}", limit.Token);
            if (signedIn.Code == 331)
            {
                signedIn = await Ask("PASS " + (string.IsNullOrEmpty(options.PasswordFile) ? "" : (await File.ReadAllTextAsync(options.PasswordFile, limit.Token)).Trim()), limit.Token);
            }

            return signedIn.Code == 230 && (await Ask("TYPE I", limit.Token)).IsYes ? null : new(DeliveryProblem.SignInRefused, Code(signedIn), ServerIsReached: false);
        }
        catch (Exception lost) when (IsOfTheLine(lost) && !stopping.IsCancellationRequested)
        {
            return new(DeliveryProblem.FaxQueueUnreachable, null, ServerIsReached: false);
        }
    }

    /// <summary>
    /// The pages into the queue, once. What a broken line leaves open, or an answer but yes to a job that is submitted (which may stay in the queue for all that), is asked of the server on a
    /// line of its own.
    /// </summary>
    /// <param name="digits">With the country's code.</param>
    /// <returns>Null where the server does not know of it yet, or cannot be asked: "sending" stays, and it is asked once more when it had time to see what was written to it.</returns>
    public async Task<MailOutcome?> Hand(Guid deliveryId, string digits, byte[] pdf, TimeSpan timeLimit)
    {
        // Not stopped with the host: breaking off is what makes an outcome unknown.
        using var limit = new CancellationTokenSource(timeLimit);
        var submitted = false;
        try
        {
            var job = await Prepare(deliveryId, digits, pdf, limit.Token);
            submitted = true;
            var (_, code, _) = await Ask("JSUBM", limit.Token);
            return code == 200 ? new MailOutcome.Accepted(job) : await IfThere(deliveryId, timeLimit);
        }
        catch (FaxQueueRefused refused)
        {
            return refused.Code is >= 400 and < 500
                ? new MailOutcome.Later(DeliveryProblem.PutOff, Number(refused.Code), ServerIsReached: true)
                : new MailOutcome.Refused(DeliveryProblem.FaxQueueRefused, Number(refused.Code));
        }
        catch (Exception lost) when (IsOfTheLine(lost))
        {
            return submitted ? await IfThere(deliveryId, timeLimit) : new MailOutcome.Later(DeliveryProblem.PutOff, null, ServerIsReached: true);
        }
    }

    /// <summary>Whether the server has a job of this delivery, asked on a line of its own; null where it cannot be asked now.</summary>
    public static async Task<MailOutcome?> AskAfter(FaxQueueOptions options, Guid deliveryId, TimeSpan timeLimit)
    {
        return await AskAll(options, timeLimit, CancellationToken.None) is not { } jobs ? null
            : jobs[deliveryId].FirstOrDefault() is { } job ? new MailOutcome.Accepted(job.Job)
            : new MailOutcome.Later(DeliveryProblem.PutOff, null, ServerIsReached: true);
    }

    /// <summary>
    /// Of a delivery that is sent again: the job of an earlier attempt that the server still works on, whose pages would otherwise leave twice. Where it cannot be asked now, nothing is queued
    /// either.
    /// </summary>
    /// <returns>Null where there is none such.</returns>
    public static async Task<MailOutcome?> StillWaiting(FaxQueueOptions options, Guid deliveryId, TimeSpan timeLimit)
    {
        return await AskAll(options, timeLimit, CancellationToken.None) is not { } jobs ? new MailOutcome.Later(DeliveryProblem.PutOff, null, ServerIsReached: true)
            : jobs[deliveryId].FirstOrDefault(job => job.State is not (QueuedFax.Done or QueuedFax.Failed)) is { } job ? new MailOutcome.Accepted(job.Job)
            : null;
    }

    /// <summary>Every job of ours that the server knows, by delivery, those that wait before those that ended, asked on a line of its own; null where it cannot be asked now. A delivery that was sent again may have several.</summary>
    public static async Task<ILookup<Guid, QueuedFax>?> AskAll(FaxQueueOptions options, TimeSpan timeLimit, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(timeLimit);
        using var line = new FaxQueue(options);
        try
        {
            return await line.Reach(timeLimit, limit.Token) is null ? await line.Jobs(limit.Token) : null;
        }
        catch (Exception lost) when ((IsOfTheLine(lost) || lost is FaxQueueRefused) && !stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<MailOutcome?> IfThere(Guid deliveryId, TimeSpan timeLimit) => await AskAfter(options, deliveryId, timeLimit) as MailOutcome.Accepted;

    private async Task<ILookup<Guid, QueuedFax>> Jobs(CancellationToken stopping)
    {
        await Want($"JOBFMT \"%j|%J|%a|%t|%s\"", stopping);
        var jobs = new List<(Guid Delivery, QueuedFax Job)>();
        foreach (var queue in new[] { "sendq", "doneq" })
        {
            using var data = await OpenData(stopping);
            await Want($"LIST {queue}", stopping);
            using var reader = new StreamReader(data.GetStream(), Encoding.Latin1);
            foreach (var line in (await reader.ReadToEndAsync(stopping)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (line.Split('|', 5) is [var job, var tag, { Length: > 0 } state, var tries, var said] && Guid.TryParseExact(tag.Trim(), "N", out var delivery))
                {
                    jobs.Add((delivery, new QueuedFax(
                        job.Trim(), state.Trim().FirstOrDefault('?'), int.TryParse(tries.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var counted) ? counted : null, said.Trim())));
                }
            }

            // Half a list says of no job that it is not there.
            if (await Answer(stopping) is { IsYes: false } refused)
            {
                throw new FaxQueueRefused(refused.Code);
            }
        }

        return jobs.ToLookup(one => one.Delivery, one => one.Job);
    }

    private static bool IsOfTheLine(Exception problem) => problem is IOException or SocketException or OperationCanceledException or UnauthorizedAccessException;

    public void Dispose()
    {
        answers?.Dispose();
        control?.Dispose();
    }

    /// <summary>A job that is not submitted yet is forgotten by the server when the line breaks.</summary>
    private async Task<string> Prepare(Guid deliveryId, string digits, byte[] pdf, CancellationToken stopping)
    {
        await Want("FORM PDF", stopping);
        string document;
        using (var data = await OpenData(stopping))
        {
            document = Stored().Match(await Want("STOT", stopping)) is { Success: true } named ? named.Groups[1].Value : throw new FaxQueueRefused(500);
            await data.GetStream().WriteAsync(pdf, stopping);
        }

        if (await Answer(stopping) is { IsYes: false } refused)
        {
            throw new FaxQueueRefused(refused.Code);
        }

        var job = JobId().Match(await Want("JNEW", stopping)).Groups[1].Value;
        string[] parameters =
        [
            $"FROMUSER \"{options.User}\"", "LASTTIME 000259", "MAXDIALS 12", $"MAXTRIES {options.Tries}", "SCHEDPRI 127", $"DIALSTRING \"{options.DialPrefix}{digits}\"", $"EXTERNAL \"{digits}\"",
            "NOTIFY \"none\"", $"NOTIFYADDR \"{options.User}@localhost\"", "PAGEWIDTH 216", "PAGELENGTH 279", "VRES 196", "PAGECHOP \"default\"", "CHOPTHRESHOLD 3",
            $"JOBINFO \"{deliveryId:N}\"", $"DOCUMENT {document}",
        ];
        foreach (var parameter in parameters)
        {
            await Want($"JPARM {parameter}", stopping);
        }

        return job;
    }

    private async Task<TcpClient> OpenData(CancellationToken stopping)
    {
        var numbers = Passive().Match(await Want("PASV", stopping));
        var data = new TcpClient();
        try
        {
            // To the server that we talk to, whatever address it names itself by.
            var port = (int.Parse(numbers.Groups[1].Value, CultureInfo.InvariantCulture) * 256) + int.Parse(numbers.Groups[2].Value, CultureInfo.InvariantCulture);
            await data.ConnectAsync(((IPEndPoint)control!.Client.RemoteEndPoint!).Address, port, stopping);
            return data;
        }
        catch (Exception)
        {
            data.Dispose();
            throw;
        }
    }

    private async Task<string> Want(string command, CancellationToken stopping) =>
        await Ask(command, stopping) is { IsYes: true } yes ? yes.Text : throw new FaxQueueRefused(lastCode);

    private async Task<(bool IsYes, int Code, string Text)> Ask(string command, CancellationToken stopping)
    {
        await control!.GetStream().WriteAsync(Encoding.Latin1.GetBytes(command + "\r\n"), stopping);
        return await Answer(stopping);
    }

    /// <summary>"220-..." lines go on until one with a space behind its number.</summary>
    private async Task<(bool IsYes, int Code, string Text)> Answer(CancellationToken stopping)
    {
        for (; ; )
        {
            var line = await answers!.ReadLineAsync(stopping) ?? throw new IOException("The fax server hung up.");
            if (line.Length > 3 && line[3] == ' ' && int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            {
                lastCode = code;
                return (code is >= 100 and < 400, code, line);
            }
        }
    }

    private static string Code((bool IsYes, int Code, string Text) answer) => Number(answer.Code);

    private static string Number(int code) => code.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"FILE: (\S+)")]
    private static partial Regex Stored();

    [GeneratedRegex(@"jobid: ([0-9]+)")]
    private static partial Regex JobId();

    [GeneratedRegex(@",([0-9]+),([0-9]+)\)")]
    private static partial Regex Passive();

    /// <summary>The server said no before anything was submitted.</summary>
    private sealed class FaxQueueRefused(int code) : Exception
    {
        public int Code => code;
    }
}
