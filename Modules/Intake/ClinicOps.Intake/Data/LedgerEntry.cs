namespace ClinicOps.Intake.Data;

/// <summary>One line of a patient's account. Append-only: the database refuses every change, and a mistake is answered by a reversal.</summary>
internal sealed class LedgerEntry
{
    /// <summary>Made by the form, so that what is sent twice is written once.</summary>
    public required Guid Id { get; init; }

    /// <summary>As it was at the time; a record merged since has its lines in the account of the one that it leads to.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>Null for a prepayment, which is for no visit yet.</summary>
    public Guid? VisitId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>The opened drawer that the money went into or came out of; null where none moved.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>One of <see cref="Ledger.LedgerKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The kind of the line that it reverses in the end; its own where it reverses none.</summary>
    public required string CountsAs { get; init; }

    /// <summary>Never 0. Positive: the patient owes more.</summary>
    public required int Cents { get; init; }

    /// <summary>One of <see cref="Ledger.PaymentMethods"/>; null where no money moved.</summary>
    public string? Method { get; init; }

    /// <summary>Number of the check, or the card terminal's reference. Never a card number.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Cash as it was handed over, and what was given back of it.</summary>
    public int? GivenCents { get; init; }

    public int? ChangeCents { get; init; }

    public Guid? ReversesEntryId { get; init; }

    /// <summary>In words: where a co-pay is from, why a line is reversed.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>The benefit of an eligibility answer that says so; null when a person said it.</summary>
    public Guid? BenefitId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
