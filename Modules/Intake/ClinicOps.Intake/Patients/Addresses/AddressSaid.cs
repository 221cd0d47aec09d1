using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Patients.Addresses;

/// <summary>An address as a form or a file says it.</summary>
/// <param name="Kind">One of <see cref="AddressKinds"/>.</param>
/// <param name="From">The first day of a temporary one; null for all others.</param>
/// <param name="Until">The last day of a temporary one; null for all others.</param>
internal sealed record AddressSaid(string Kind, string Line, string City, string State, string Zip, DateOnly? From, DateOnly? Until)
{
    public bool IsEmpty => Line.Length + City.Length + State.Length + Zip.Length == 0;

    /// <summary>"PO Box 9, Toledo, OH 43601, 12/01/2026 to 03/31/2027".</summary>
    public string InWords => string.Join(", ", new[] { Line, City, $"{State} {Zip}".Trim(), From is null ? "" : $"{LocalTime.Us(From)} to {LocalTime.Us(Until)}" }.Where(part => part.Length > 0));

    public static AddressSaid Of(PatientAddress known) => new(known.Kind, known.Line, known.City, known.State, known.Zip, known.ValidFrom, known.ValidTo);

    /// <param name="today">A temporary one that is over already is a slip of the pen.</param>
    public string? WhatIsWrong(DateOnly today) => this switch
    {
        _ when AddressKinds.All.All(known => known.Code != Kind) => "Choose what kind of address it is.",
        { Line.Length: 0 } => "Write the street and number, or the box.",
        { Line.Length: > 120 } or { City.Length: > 80 } or { State.Length: > 40 } or { Zip.Length: > 10 } => "Write it shorter.",
        { Kind: AddressKinds.Temporary } when From is null || Until is null => "Say from which day to which day mail goes there: afterwards it goes to the usual address by itself.",
        { Kind: AddressKinds.Temporary } when From > Until => "The last day comes before the first.",
        { Kind: AddressKinds.Temporary } when Until < today => "It is over already: look at the last day.",
        _ => null,
    };

    /// <summary>Whether the two are one place, written otherwise: the same house and street in the same town. Then nobody has moved.</summary>
    public bool IsSamePlaceAs(PatientAddress known)
    {
        var (mine, theirs) = (Words(Line), Words(known.Line));
        var isStreet = mine.SequenceEqual(theirs) || (mine.Length > 1 && theirs.Length > 1 && mine[0] == theirs[0] && char.IsAsciiDigit(mine[0][0]) && mine[1] == theirs[1]);
        return isStreet && (Zip.Length == 0 || known.Zip.Length == 0 || Zip[..Math.Min(5, Zip.Length)] == known.Zip[..Math.Min(5, known.Zip.Length)]);
    }

    public PatientAddress Row(Guid id, Guid patientId, PatientStamp stamp, Guid? replacesId) => new()
    {
        Id = id,
        PatientId = patientId,
        Kind = Kind,
        Line = Line,
        City = City,
        State = State,
        Zip = Zip,
        ValidFrom = From,
        ValidTo = Until,
        ReplacesId = replacesId,
        AddedAt = stamp.At,
        AddedBy = stamp.By,
        AddedWhy = stamp.Why ?? "",
    };

    private static string[] Words(string line) => [.. line.Split(' ').Select(NameKeys.Number).Where(word => word.Length > 0)];
}
