using ClinicOps.Documents.Data;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>A step that a person can take now, and what has to be said with it.</summary>
/// <param name="Code">One of <see cref="DutyStepCode"/>.</param>
/// <param name="Button">What stands on the button.</param>
/// <param name="Key">The key that takes it.</param>
internal sealed record DutyMove(string Kind, string From, string Code, string To, string Button, string Key)
{
    /// <summary>By which way, to whom.</summary>
    public bool AsksHow { get; init; }

    /// <summary>What stands before the field of whom.</summary>
    public string Whom { get; init; } = "To whom";

    public bool AsksReference { get; init; }

    /// <summary>The received document that is the signed copy may be named.</summary>
    public bool TakesCopy { get; init; }
}

/// <summary>The ways of what has more than one step: to sign, to send back, to have confirmed; and what becomes of what was meant for somebody else.</summary>
internal static class DutyMoves
{
    public static readonly IReadOnlyList<DutyMove> All =
    [
        new(DutyKind.SignReturn, DutyState.Open, DutyStepCode.Signed, DutyState.Signed, "It is signed", "a") { TakesCopy = true },
        new(DutyKind.SignReturn, DutyState.Signed, DutyStepCode.SentBack, DutyState.Returned, "It was sent back", "a") { AsksHow = true, AsksReference = true },
        new(DutyKind.SignReturn, DutyState.Returned, DutyStepCode.ArrivalConfirmed, DutyState.Done, "Its arrival is confirmed", "a") { AsksHow = true, Whom = "By whom", AsksReference = true },
        new(DutyKind.Misdirected, DutyState.Open, DutyStepCode.SenderTold, DutyState.Told, "The sender was told", "a") { AsksHow = true, Whom = "Who was spoken with" },
        new(DutyKind.Misdirected, DutyState.Told, DutyStepCode.PagesDestroyed, DutyState.Done, "Destroyed", "a"),
        new(DutyKind.Misdirected, DutyState.Told, DutyStepCode.PagesReturned, DutyState.Done, "Returned to the sender", "t") { AsksHow = true, AsksReference = true },
    ];

    /// <summary>Those that can be taken now, the usual one first.</summary>
    public static IReadOnlyList<DutyMove> Now(Duty duty) => [.. All.Where(move => move.Kind == duty.Kind && move.From == duty.State)];

    /// <summary>Null when this cannot be done now.</summary>
    public static DutyMove? Find(Duty duty, string? code) => Now(duty).FirstOrDefault(move => move.Code == code);
}

/// <summary>What a person says of a step: as typed, to be looked at.</summary>
/// <param name="How">One of <see cref="DutyHow"/>.</param>
internal sealed record MoveSaid(string? Comment, string? How, string? Whom, string? Reference, DateOnly? On, Guid? CopyId);
