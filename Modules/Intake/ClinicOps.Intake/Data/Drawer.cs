namespace ClinicOps.Intake.Data;

/// <summary>A cash drawer of a location.</summary>
internal sealed class Drawer
{
    public required Guid Id { get; init; }

    public required Guid LocationId { get; init; }

    public required string Name { get; set; }

    public uint Version { get; init; }
}

/// <summary>A drawer was opened with so much in it. Append-only; it is open until there is a <see cref="DrawerClosing"/>.</summary>
internal sealed class DrawerSession
{
    /// <summary>Made by the form.</summary>
    public required Guid Id { get; init; }

    public required Guid DrawerId { get; init; }

    public required Guid LocationId { get; init; }

    public required int FloatCents { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

/// <summary>What was counted when a drawer was closed, beside what the ledger says. Append-only, one for a session, and its end.</summary>
internal sealed class DrawerClosing
{
    public required Guid SessionId { get; init; }

    /// <summary>With the float.</summary>
    public required int CashExpected { get; init; }

    public required int CashCounted { get; init; }

    public required int CheckExpected { get; init; }

    public required int CheckCounted { get; init; }

    public required int CardExpected { get; init; }

    public required int CardCounted { get; init; }

    public required int OtherExpected { get; init; }

    public required int OtherCounted { get; init; }

    /// <summary>Number of pieces by denomination in cents, "2000:3 500:1"; empty where the total was typed.</summary>
    public string Denominations { get; init; } = "";

    /// <summary>Why the count differs; empty where it does not.</summary>
    public string Reason { get; init; } = "";

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    public int DifferenceCents => CashCounted + CheckCounted + CardCounted + OtherCounted - CashExpected - CheckExpected - CardExpected - OtherExpected;

    /// <summary>Of any method: a missing check is not made good by cash.</summary>
    public bool Differs => CashCounted != CashExpected || CheckCounted != CheckExpected || CardCounted != CardExpected || OtherCounted != OtherExpected;
}

/// <summary>What was found later of a closed drawer: the count was wrong by so much. Append-only; the closing and its sheet stay as they were.</summary>
internal sealed class DrawerCorrection
{
    /// <summary>Made by the form.</summary>
    public required Guid Id { get; init; }

    public required Guid SessionId { get; init; }

    /// <summary>One of <see cref="Ledger.PaymentMethods"/>.</summary>
    public required string Method { get; init; }

    /// <summary>Never 0. Positive: more was there than was counted.</summary>
    public required int Cents { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

/// <summary>A receipt, a day sheet or the correction of one: what stands on it, as it was said then. Append-only.</summary>
internal sealed class MoneyPaper
{
    /// <summary>The ledger entry, the drawer session or the correction that it is about.</summary>
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="Ledger.PaperKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Given by the database, rising.</summary>
    public long Number { get; init; }

    /// <summary>A <see cref="Ledger.PaperContent"/> as JSON.</summary>
    public required string Content { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>The paper's PDF as it was first given out. Append-only: it is never drawn anew.</summary>
internal sealed class MoneyPaperFile
{
    public required Guid PaperId { get; init; }

    public required string BlobHash { get; init; }

    public required DateTimeOffset At { get; init; }
}
