using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Patients.Addresses;

/// <summary>A patient's addresses for staff's own pages: those that stand, in the order in which mail goes to them, and those that were, each with who, when and why. A confidential one is not among them.</summary>
internal sealed class ListAddresses(IOrganization organization, TimeProvider clock)
{
    /// <param name="patient">With those of records merged into it (<see cref="People.MergedCircumstances"/>).</param>
    public async Task<AddressesView> Of(Patient patient, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var location = profile.Locations is [var first, ..] ? first : null;
        var written = ShownAddress.IsConfidential(patient) ? null : ShownAddress.InForce(patient, ShownAddress.Today(profile, clock));
        var names = new Dictionary<Guid, string>();
        foreach (var user in patient.Addresses.SelectMany(address => new[] { address.AddedBy, address.EndedBy }).OfType<Guid>().Distinct())
        {
            names[user] = await organization.NameOfUser(user, stopping) ?? "somebody";
        }

        return new AddressesView(
            ShownAddress.IsConfidential(patient),
            [.. ShownAddress.Standing(patient).Select(Line)],
            [.. patient.Addresses.Where(address => address.EndedAt is not null).OrderByDescending(address => address.EndedAt).Select(Line)]);

        AddressLine Line(PatientAddress address) => new(
            address, address == written, Said(address.AddedAt, address.AddedBy, address.AddedWhy), address.EndedAt is { } ended ? Said(ended, address.EndedBy, address.EndedWhy) : "");

        string Said(DateTimeOffset at, Guid? by, string why) =>
            $"{LocalTime.Us(LocalTime.DayAt(location, at))}{(by is { } user ? ", " + names[user] : "")}{(why.Length > 0 ? ": " + why : "")}";
    }
}

/// <param name="IsConfidential">Mail goes to a confidential address, and to none of these.</param>
internal sealed record AddressesView(bool IsConfidential, IReadOnlyList<AddressLine> Standing, IReadOnlyList<AddressLine> Former);

/// <param name="IsWrittenTo">Mail goes there today.</param>
/// <param name="Since">"03/09/2026, Ana Ruiz: The patient said so at the desk".</param>
/// <param name="Ended">Likewise; empty while it stands.</param>
internal sealed record AddressLine(PatientAddress Address, bool IsWrittenTo, string Since, string Ended)
{
    /// <summary>"Temporary address, 12/01/2026 to 03/31/2027".</summary>
    public string Title => Address.ValidFrom is { } from ? $"{AddressKinds.Words(Address.Kind)}, {LocalTime.Us(from)} to {LocalTime.Us(Address.ValidTo)}" : AddressKinds.Words(Address.Kind);
}
