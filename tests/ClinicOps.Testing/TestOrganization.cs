using ClinicOps.Kernel.Organization;

namespace ClinicOps.Testing;

/// <summary>An invented clinic with two locations in two time zones.</summary>
public sealed class TestOrganization(OrganizationProfile profile, IReadOnlyList<Colleague>? colleagues = null) : IOrganization
{
    public static readonly Location Harbor = new(
        Guid.Parse("0190a000-0000-7000-8000-000000000001"), "Harbor", "America/New_York", "12 Harbor Street, Portland, ME 04101", "(207) 555-0110", "(207) 555-0111");

    public static readonly Location Mesa = new(
        Guid.Parse("0190a000-0000-7000-8000-000000000002"), "Mesa", "America/Phoenix", "800 Mesa Road, Mesa, AZ 85201", "(480) 555-0120", "(480) 555-0121");

    public static readonly TestOrganization Two = new(new OrganizationProfile("Two Rivers Clinic", ["Two Rivers Clinic", "12 Harbor Street"], [Harbor, Mesa]));

    public Task<OrganizationProfile> Profile(CancellationToken stopping = default) => Task.FromResult(profile);

    public Task<string?> NameOfUser(Guid userId, CancellationToken stopping = default) =>
        Task.FromResult<string?>(colleagues?.FirstOrDefault(colleague => colleague.Id == userId)?.Name ?? "Test User");

    public Task<IReadOnlyList<Colleague>> Colleagues(CancellationToken stopping = default) => Task.FromResult(colleagues ?? []);
}
