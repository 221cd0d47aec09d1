namespace ClinicOps.Correspondence.Disclosures;

/// <summary>
/// Something about a patient that left the house: to whom, what, why, and by what right. Only ever added to: what is known better later is another row, which corrects this one,
/// and each row is corrected at most once.
/// </summary>
internal sealed class Disclosure
{
    /// <summary>Of what left: that of the delivery, or one that a form made. Told twice, it is one.</summary>
    public required Guid Id { get; init; }

    /// <summary>The row that this one stands in the place of; null for the first.</summary>
    public Guid? CorrectsId { get; init; }

    /// <summary>The record that it was about when it was written. Of a letter, the letter says whose it is: it may have gone along with a merged record, and come back.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>The letter, or the papers, that left; null for what was given out in another way.</summary>
    public Guid? LetterId { get; init; }

    public Guid? DeliveryId { get; init; }

    /// <summary>Of a delivery: the attempt that this row knows of; 0 otherwise.</summary>
    public int Attempt { get; init; }

    public required Guid LocationId { get; init; }

    public Guid? CareThreadId { get; init; }

    /// <summary>To whom, by name; empty where the letter does not say it. Patient text.</summary>
    public string Recipient { get; init; } = "";

    /// <summary>One of <see cref="DisclosureKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>E-mail address, digits of the fax number, or postal address; empty where there is none. Patient text.</summary>
    public string Address { get; init; } = "";

    /// <summary>One of <see cref="DisclosureWay"/>.</summary>
    public required string Way { get; init; }

    /// <summary>What it was, in words. Patient text.</summary>
    public required string What { get; init; }

    /// <summary>How many pages; 0 where it is not counted.</summary>
    public int Pages { get; init; }

    /// <summary>Documents of the chart that lay in it.</summary>
    public Guid[] DocumentIds { get; init; } = [];

    /// <summary>One of <see cref="DisclosurePurpose"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>Why it may leave, in words: an authorization with its day, a law, the patient's request.</summary>
    public string Authority { get; init; } = "";

    /// <summary>One of <see cref="DisclosureState"/>.</summary>
    public required string State { get; init; }

    public required DateTimeOffset LeftAt { get; init; }

    /// <summary>Who had it sent or gave it out; null for the machine.</summary>
    public Guid? By { get; init; }

    /// <summary>When this row was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Entered by a person, who may take it back.</summary>
    public bool ByHand { get; init; }

    public string AccessClass { get; init; } = "standard";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class DisclosureKind
{
    public const string Patient = "patient";
    public const string Family = "family";
    public const string Colleague = "colleague";
    public const string Payer = "payer";

    /// <summary>A court, an agency, an attorney, an employer, somebody who was not meant.</summary>
    public const string Other = "other";
}

/// <summary>Recorded codes: never rename one. The first three are those of deliveries.</summary>
internal static class DisclosureWay
{
    public const string Email = "email";
    public const string Print = "print";
    public const string Fax = "fax";
    public const string InPerson = "in_person";
    public const string Phone = "phone";
    public const string Disc = "disc";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class DisclosurePurpose
{
    public const string Treatment = "treatment";
    public const string Payment = "payment";
    public const string Operations = "operations";

    /// <summary>The patient, or who acts for the patient, asked for it.</summary>
    public const string AtRequest = "at_request";
    public const string RequiredByLaw = "required_by_law";
    public const string Authorization = "authorization";

    /// <summary>It was not to leave: it reached somebody who was not meant.</summary>
    public const string Mistake = "mistake";
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class DisclosureState
{
    public const string Left = "left";

    /// <summary>The line broke while it was handed over: nobody knows.</summary>
    public const string MayHaveLeft = "may_have_left";

    /// <summary>It left us, and its reader's mail server gave it back. Others may have handled it: it stays listed.</summary>
    public const string CameBack = "came_back";

    /// <summary>It did not leave after all, or the entry was a mistake.</summary>
    public const string NotLeft = "not_left";
}
