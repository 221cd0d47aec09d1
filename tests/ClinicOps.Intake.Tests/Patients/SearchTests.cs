using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Testing;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Patients;

public sealed class SearchTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync()
    {
        clinic = await Open(cluster);
        await clinic.Register(
            Person("María", "González-Ruiz", "1990-06-20", middle: "Elena") with { Phone = "(419) 555-0150", MemberId = "SCX-129 984556" }, "AC101550");
        await clinic.Register(Person("Mario", "Gonzaga", "1952-01-09") with { Phone = "(330) 555-0199" }, "AC204417");
        await clinic.Register(Person("Walter", "Smith", "1971-11-02", suffix: "Jr"), "AC300001");
        await clinic.Register(Person("Walter", "Smith", "1942-03-30", suffix: "Sr"), "AC300002");
        await clinic.Register(Person("Thảo", "Nguyễn", "1984-12-25"), "AC400001");
        await clinic.Register(Person("Sean", "O'Brien", "1966-07-04"), "AC500001");
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Theory]
    [InlineData("gonzalez maria", "AC101550")]
    [InlineData("maria gonzalez", "AC101550")]
    [InlineData("Ruiz, Maria", "AC101550")]
    [InlineData("mar gonz 6/20/1990", "AC101550")]
    [InlineData("gonsalez", "AC101550")] // a slip
    [InlineData("maria gozalez", "AC101550")]
    [InlineData("1990-06-20", "AC101550")]
    [InlineData("06/20/90", "AC101550")]
    [InlineData("06201990", "AC101550")]
    [InlineData("June 20, 1990", "AC101550")]
    [InlineData("20 jun 1990", "AC101550")]
    [InlineData("(419) 555-0150", "AC101550")]
    [InlineData("419.555.0150", "AC101550")]
    [InlineData("4195550150", "AC101550")]
    [InlineData("555-0150", "AC101550")]
    [InlineData("ac101550", "AC101550")]
    [InlineData("101550", "AC101550")]
    [InlineData("scx129984556", "AC101550")]
    [InlineData("smiht walter sr", "AC300002")]
    [InlineData("smith jr", "AC300001")]
    [InlineData("walter smith 1942", "AC300002")]
    [InlineData("nguyen thao", "AC400001")]
    [InlineData("obrien", "AC500001")]
    [InlineData("o'brien sean", "AC500001")]
    [InlineData("maria gonzalez 6/20/1991", "AC101550")] // a digit off
    [InlineData("25/12/1984", "AC400001")] // only day first is a date
    public async Task The_one_who_is_meant_comes_first(string typed, string mrn) => Assert.Equal(mrn, await Search(typed) is [var first, ..] ? first : null);

    [Theory]
    [InlineData("zzyzx")]
    [InlineData("2/3/1901")]
    [InlineData("walter gonzaga")]
    [InlineData("% _")]
    [InlineData("'; --")]
    [InlineData("   ")]
    public async Task Who_fits_nothing_is_not_found(string typed) => Assert.Empty(await Search(typed));

    [Fact]
    public async Task No_more_than_asked_for_come() => Assert.Single(await Search("smith", limit: 1));

    [Fact]
    public async Task A_former_name_finds_and_one_merged_away_leads_to_the_survivor()
    {
        var kept = await clinic.Register(Person("Elena", "Rossi", "1988-01-31"), "K1");
        await clinic.Rename(kept, "Whitfield");
        var away = await clinic.Register(Person("Ellen", "Rothschild", "1988-01-30"), "K2");
        await clinic.Merge(away, kept);

        foreach (var typed in (string[])["elena rossi", "ellen rothschild", "1/30/1988"])
        {
            var found = await Search(typed);
            Assert.Equal("K1", found[0]);
            Assert.DoesNotContain("K2", found);
        }
    }

    private async Task<IReadOnlyList<string>> Search(string typed, int limit = 10) =>
        [.. (await clinic.In((IPatients patients) => patients.Search(typed, limit))).Select(patient => patient.Mrn)];
}
