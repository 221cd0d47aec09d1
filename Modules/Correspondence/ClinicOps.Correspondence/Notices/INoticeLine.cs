using ClinicOps.Correspondence.Delivery;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Correspondence.Notices;

/// <summary>
/// A line by which short notices leave. E-mail is the one that is built; text messages would be another, for patients who allow those. That each leaves once,
/// and none is sent again whose outcome is unknown, is <see cref="SendNotice"/>'s, whatever the line.
/// </summary>
internal interface INoticeLine
{
    /// <summary>False while the clinic has not set it up: notices wait.</summary>
    bool IsOpen { get; }

    /// <summary>Where this reader is written to; null where what is recorded is no address of this line.</summary>
    string? AddressOf(ReminderReader reader);

    /// <summary>Under which the notice is known to who receives it, the same for every attempt.</summary>
    string MessageIdOf(Guid noticeId);

    INoticeCall Call();
}

/// <summary>One conversation with whoever carries notices.</summary>
internal interface INoticeCall : IDisposable
{
    /// <summary>Reaching changes nothing.</summary>
    /// <returns>Null when a notice may be handed over.</returns>
    Task<MailOutcome.Later?> Reach(CancellationToken stopping);

    Task<MailOutcome> Hand(Notice notice, string address, NoticeText text);

    Task Close();
}

/// <param name="Subject">For lines that have one.</param>
internal sealed record NoticeText(string Subject, string Body)
{
    /// <summary>The messages that it goes on from, the oldest first, without brackets; null for what a machine says by itself.</summary>
    public IReadOnlyList<string>? Thread { get; init; }
}
