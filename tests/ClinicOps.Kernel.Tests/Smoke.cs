using ClinicOps.Testing;
using Xunit;
[assembly: AssemblyFixture(typeof(TestCluster))]
namespace ClinicOps.Kernel.Tests;
public sealed class Smoke(TestCluster cluster)
{
    [Fact]
    public async Task Opens()
    {
        await using var clinic = await cluster.OpenClinic([]);
        Assert.Equal(0L, (await clinic.Sql("select count(*) from hangfire.job"))[0]);
        Assert.Empty(await clinic.RunJobs());
        await using var c2 = await cluster.OpenClinic([]);
        Assert.Empty(await c2.RunJobs());
    }
}
