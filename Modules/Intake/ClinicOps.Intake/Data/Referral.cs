namespace ClinicOps.Intake.Data;

/// <summary>
/// A referral: one that this clinic needs or got (in), or one that it makes (out). Editable; what happened to it is in <see cref="ReferralEvent"/>.
/// </summary>
internal sealed class Referral
{
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="ReferralDirection"/>.</summary>
    public required string Direction { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid CareThreadId { get; init; }

    public Guid? OrderId { get; init; }

    /// <summary>The task that asked for it; null when it was started at the patient or by a document.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>In: the referral as it was filed. Out: the document that its order came in.</summary>
    public Guid? DocumentId { get; set; }

    /// <summary>In: the chain of work that its document began, where the referral had been asked for in another.</summary>
    public Guid? DocumentThreadId { get; set; }

    public required Guid LocationId { get; init; }

    /// <summary>That of its document.</summary>
    public string AccessClass { get; set; } = "standard";

    /// <summary>Who sees to it.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>In: who refers, the PCP. Out: who is asked to see the patient. As written; empty while nobody has said it.</summary>
    public string Provider { get; set; } = "";

    /// <summary>Their practice, as written.</summary>
    public string Practice { get; set; } = "";

    /// <summary>Out: of <see cref="Documents.Contracts.Specialties"/>, or as written.</summary>
    public string Specialty { get; set; } = "";

    public string Reason { get; set; } = "";

    public string Diagnosis { get; set; } = "";

    /// <summary>routine, urgent or stat.</summary>
    public string Urgency { get; set; } = "routine";

    /// <summary>In: whose plan requires it, as registered; empty where no plan does.</summary>
    public string Payer { get; set; } = "";

    /// <summary>Out: documents of the chart that go with it.</summary>
    public Guid[] Enclosed { get; set; } = [];

    /// <summary>One of <see cref="ReferralState"/>.</summary>
    public required string State { get; set; }

    /// <summary>Why it stands so, for people; empty where the state says it all.</summary>
    public string StateReason { get; set; } = "";

    /// <summary>In: that the payer or the PCP gave it.</summary>
    public string Number { get; set; } = "";

    /// <summary>In: first day on which a visit counts under it, on the location's calendar.</summary>
    public DateOnly? ValidFrom { get; set; }

    /// <summary>In: last day.</summary>
    public DateOnly? ValidTo { get; set; }

    /// <summary>In: null where it does not say how many.</summary>
    public int? VisitsAllowed { get; set; }

    /// <summary>When it was asked for (in) or sent (out).</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Out: the day on which they see the patient, as they said.</summary>
    public DateOnly? AppointmentOn { get; set; }

    /// <summary>Out: the consult note that answers it.</summary>
    public Guid? NoteId { get; set; }

    /// <summary>The day, on the location's calendar, on which somebody is asked to see how it stands; null while nobody waits for anything.</summary>
    public DateOnly? ChaseOn { get; set; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null when a machine did.</summary>
    public Guid? StartedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Null when a machine changed it.</summary>
    public Guid? ChangedBy { get; set; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }

    /// <summary>What a step may change, whole: kept with each step as it was and as it became.</summary>
    public ReferralFacts Facts
    {
        get => new(
            new ReferralRequest(Provider, Practice, Specialty, Reason, Diagnosis, Urgency, Payer, [.. Enclosed]), State, StateReason, Number, ValidFrom, ValidTo, VisitsAllowed, SentAt, AppointmentOn, NoteId, ChaseOn);
        set
        {
            (Provider, Practice, Specialty, Reason) = (value.Request.Provider, value.Request.Practice, value.Request.Specialty, value.Request.Reason);
            (Diagnosis, Urgency, Payer, Enclosed) = (value.Request.Diagnosis, value.Request.Urgency, value.Request.Payer, [.. value.Request.Enclosed]);
            (State, StateReason, Number, ValidFrom, ValidTo, VisitsAllowed) = (value.State, value.StateReason, value.Number, value.ValidFrom, value.ValidTo, value.VisitsAllowed);
            (SentAt, AppointmentOn, NoteId, ChaseOn) = (value.SentAt, value.AppointmentOn, value.NoteId, value.ChaseOn);
        }
    }
}

/// <summary>What is asked of whom: see the properties of <see cref="Referral"/>.</summary>
internal sealed record ReferralRequest(string Provider, string Practice, string Specialty, string Reason, string Diagnosis, string Urgency, string Payer, IReadOnlyList<Guid> Enclosed)
{
    /// <summary>"Dr. Keller, Harbor Cardiology", "Neurology"; empty where nobody is named.</summary>
    public string Whom => string.Join(", ", new[] { Provider, Practice }.Where(part => part.Length > 0)) is { Length: > 0 } named ? named : Specialty;
}

/// <summary>The values of a referral: see its own properties.</summary>
internal sealed record ReferralFacts(
    ReferralRequest Request,
    string State,
    string StateReason,
    string Number,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    int? VisitsAllowed,
    DateTimeOffset? SentAt,
    DateOnly? AppointmentOn,
    Guid? NoteId,
    DateOnly? ChaseOn);

internal static class ReferralDirection
{
    /// <summary>From a PCP to this clinic.</summary>
    public const string In = "in";

    /// <summary>From this clinic to somebody else.</summary>
    public const string Out = "out";
}

internal static class ReferralState
{
    /// <summary>In: the plan requires one, and nobody has asked for it.</summary>
    public const string Needed = "needed";

    /// <summary>In: the PCP was asked for it.</summary>
    public const string Requested = "requested";

    /// <summary>In: it is here, and nobody has said yes or no.</summary>
    public const string Received = "received";

    /// <summary>In: visits count under it.</summary>
    public const string Accepted = "accepted";

    /// <summary>Out: nobody has sent it.</summary>
    public const string Draft = "draft";
    public const string Sent = "sent";

    /// <summary>Out: they have given the patient an appointment.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>Out: the consult note is here, or nobody waits for one.</summary>
    public const string Closed = "closed";

    /// <summary>In: this clinic does not take it, or the PCP does not give it. Out: they do not take the patient.</summary>
    public const string Declined = "declined";
    public const string Withdrawn = "withdrawn";

    /// <summary>A consult note may answer it.</summary>
    public static readonly string[] AwaitsNote = [Sent, Scheduled];

    /// <summary>Something is still to be done or waited for.</summary>
    public static readonly string[] Open = [Needed, Requested, Received, Draft, Sent, Scheduled];
}
