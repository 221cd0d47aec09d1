using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>What the page of a conversation says of its mails, and of whom one might be. Nothing of the second is set by it: a person says whom a conversation is about.</summary>
internal sealed class KnowMail(CorrespondenceDb db, IPatients patients, AuditTrail audit, TimeProvider clock)
{
    private const int MostHints = 3;

    /// <summary>By entry; those that are no mail are left out. The caller audits what it shows.</summary>
    public async Task<IReadOnlyDictionary<Guid, EntryMail>> Of(Conversation conversation, CancellationToken stopping)
    {
        var known = new Dictionary<Guid, EntryMail>();
        foreach (var mail in await db.ReceivedMails.AsNoTracking().Where(m => m.ConversationId == conversation.Id && m.EntryId != null).ToListAsync(stopping))
        {
            known[mail.EntryId!.Value] = new EntryMail
            {
                OtherSender = conversation.Address is { } address && mail.FromAddress != address ? mail.FromAddress.Length > 0 ? mail.FromAddress : "nobody" : null,
                Subject = mail.Subject.Length > 0 && !MailText.IsSameSubject(mail.Subject, conversation.Subject) ? mail.Subject : null,
                Quoted = mail.Quoted,
                Attachments = mail.Attachments,
            };
        }

        var links = await db.MessageLinks.AsNoTracking().Where(link => db.ConversationEntries.Any(e => e.Id == link.Id && e.ConversationId == conversation.Id)).ToDictionaryAsync(link => link.Id, stopping);
        foreach (var notice in await db.Notices.AsNoTracking().Where(n => n.ConversationId == conversation.Id).ToListAsync(stopping))
        {
            known[notice.Id] = new EntryMail
            {
                State = AnswerWords.State(notice, links.ContainsKey(notice.Id)),
                IsWell = notice.State is DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Sent,
                Link = links.TryGetValue(notice.Id, out var link) && notice.State == DeliveryState.Sent ? OfLink(link) : null,
            };
        }

        return known;
    }

    /// <summary>Of a conversation that is about nobody yet: whose address it is, and about whom what it answers was. Several may be, and all of them may be wrong.</summary>
    public async Task<IReadOnlyList<PatientHint>> Hints(Conversation conversation, CancellationToken stopping)
    {
        if (conversation.PatientId is not null)
        {
            return [];
        }

        var hints = new List<PatientHint>();
        if (conversation.Address is { } address && address.Contains('@', StringComparison.Ordinal))
        {
            hints.AddRange((await patients.FindByEmail(address, MostHints, stopping)).Select(patient => Hint(patient, "This address is on the record of")));
        }

        foreach (var id in await db.ReceivedMails.Where(m => m.ConversationId == conversation.Id && m.AnswersId != null).Select(m => m.AnswersId!.Value).Distinct().Take(MostHints).ToListAsync(stopping))
        {
            var notice = await db.Notices.Where(n => n.Id == id).Select(n => new { n.PatientId, IsAnswer = n.ConversationId != null }).FirstOrDefaultAsync(stopping);
            var letter = notice is null ? await db.Deliveries.Where(d => d.Id == id).Join(db.Letters, d => d.LetterId, l => l.Id, (_, l) => (Guid?)l.PatientId).FirstOrDefaultAsync(stopping) : null;
            if ((notice?.PatientId ?? letter) is { } about && await patients.FindStanding(about, stopping) is { } patient && hints.TrueForAll(hint => hint.PatientId != patient.Id))
            {
                hints.Add(Hint(patient, notice is null ? "It answers a letter about" : notice.IsAnswer ? "It answers a message of a conversation about" : "It answers a short mail about a visit of"));
            }
        }

        if (hints.Count > 0)
        {
            await audit.Record(db, new AuditEntry("conversation.patients-hinted", "conversation", conversation.Id, [.. hints.Select(hint => hint.PatientId)], LocationId: conversation.LocationId), stopping);
        }

        return hints;
    }

    private static PatientHint Hint(PatientSummary patient, string why) => new(patient.Id, why, $"{patient.ListName}, born {LocalTime.Us(patient.BirthDate)}, {patient.Mrn}");

    private string OfLink(Links.MessageLink link) =>
        link.LockedAt is not null ? "The link is locked after wrong tries: call."
        : link.ReadAt is { } read ? $"Read behind its link {LocalTime.Ago(clock.GetUtcNow() - read)}."
        : link.ExpiresAt <= clock.GetUtcNow() ? "The link ran out, and nobody has read it: call, or send it again."
        : "Nobody has read it behind its link yet.";
}

/// <summary>What the page says of an entry that is a mail.</summary>
internal sealed record EntryMail
{
    /// <summary>Of what goes out: "sent"; null of what came in.</summary>
    public string? State { get; init; }

    /// <summary>False where a person has to see to it.</summary>
    public bool IsWell { get; init; } = true;

    /// <summary>Whether somebody read it behind its link; null where none was mailed.</summary>
    public string? Link { get; init; }

    /// <summary>Where it came from another address than the conversation's: which.</summary>
    public string? OtherSender { get; init; }

    /// <summary>Where it has another than the conversation's: which.</summary>
    public string? Subject { get; init; }

    /// <summary>What it quotes of earlier messages: shown on demand.</summary>
    public string Quoted { get; init; } = "";

    public IReadOnlyList<string> Attachments { get; init; } = [];
}

/// <param name="Why">Before the name: "This address is on the record of".</param>
/// <param name="Who">Name, birth date and MRN.</param>
internal sealed record PatientHint(Guid PatientId, string Why, string Who);
