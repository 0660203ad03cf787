package check

// integration is an optimized integration of Step Functions: the patterns in which it can
// wait for a job, and the parameters that it needs.
type integration struct {
	patterns []string
	required []string
}

func of(patterns []string, required ...string) integration { return integration{patterns, required} }

var (
	job  = []string{"sync"}
	jobs = []string{"sync", "sync:2"}
)

// integrations are the optimized integrations, as the documentation of Step Functions lists
// them. Any can wait for a token. Parameters are those that the services' APIs require. The
// integrations of the AWS SDK (aws-sdk:SERVICE:ACTION) are not listed.
var integrations = map[string]integration{
	"apigateway:invoke": of(nil, "ApiEndpoint", "Method"),

	"athena:startQueryExecution": of(job, "QueryString"),
	"athena:stopQueryExecution":  of(nil, "QueryExecutionId"),
	"athena:getQueryExecution":   of(nil, "QueryExecutionId"),
	"athena:getQueryResults":     of(nil, "QueryExecutionId"),

	"batch:submitJob": of(job, "JobDefinition", "JobName", "JobQueue"),

	"bedrock:invokeModel":                 of(nil, "ModelId"),
	"bedrock:createModelCustomizationJob": of(job),

	"bedrockagentcore:invokeHarness": of(nil),

	"codebuild:startBuild":        of(job, "ProjectName"),
	"codebuild:stopBuild":         of(nil, "Id"),
	"codebuild:batchDeleteBuilds": of(nil, "Ids"),
	"codebuild:batchGetReports":   of(nil, "ReportArns"),
	"codebuild:startBuildBatch":   of(job, "ProjectName"),
	"codebuild:stopBuildBatch":    of(nil, "Id"),
	"codebuild:retryBuildBatch":   of(job),
	"codebuild:deleteBuildBatch":  of(nil, "Id"),
	"codebuild:retryBuild":        of(job),

	"databrew:startJobRun": of(job, "Name"),

	"dynamodb:getItem":    of(nil, "Key", "TableName"),
	"dynamodb:putItem":    of(nil, "Item", "TableName"),
	"dynamodb:updateItem": of(nil, "Key", "TableName"),
	"dynamodb:deleteItem": of(nil, "Key", "TableName"),

	"ecs:runTask": of(job, "TaskDefinition"),

	"eks:createCluster":        of(job, "Name", "ResourcesVpcConfig", "RoleArn"),
	"eks:deleteCluster":        of(job, "Name"),
	"eks:createNodegroup":      of(job, "ClusterName", "NodeRole", "NodegroupName", "Subnets"),
	"eks:deleteNodegroup":      of(job, "ClusterName", "NodegroupName"),
	"eks:createFargateProfile": of(job, "ClusterName", "FargateProfileName", "PodExecutionRoleArn"),
	"eks:deleteFargateProfile": of(job, "ClusterName", "FargateProfileName"),
	"eks:createAddon":          of(job, "AddonName", "ClusterName"),
	"eks:deleteAddon":          of(job, "AddonName", "ClusterName"),
	"eks:runJob":               of(job, "CertificateAuthority", "ClusterName", "Endpoint", "Job"),
	"eks:call":                 of(nil, "CertificateAuthority", "ClusterName", "Endpoint", "Method", "Path"),

	"elasticmapreduce:createCluster":                   of(job, "Instances", "Name"),
	"elasticmapreduce:terminateCluster":                of(job, "ClusterId"),
	"elasticmapreduce:addStep":                         of(job, "ClusterId", "Step"),
	"elasticmapreduce:cancelStep":                      of(nil, "ClusterId", "StepId"),
	"elasticmapreduce:setClusterTerminationProtection": of(nil, "ClusterId", "TerminationProtected"),
	"elasticmapreduce:modifyInstanceFleetByName":       of(nil, "ClusterId", "InstanceFleet", "InstanceFleetName"),
	"elasticmapreduce:modifyInstanceGroupByName":       of(nil, "ClusterId", "InstanceGroup", "InstanceGroupName"),

	"emr-containers:createVirtualCluster": of(nil, "ContainerProvider", "Name"),
	"emr-containers:deleteVirtualCluster": of(job, "Id"),
	"emr-containers:startJobRun":          of(job, "VirtualClusterId"),

	"emr-serverless:createApplication": of(job, "ReleaseLabel", "Type"),
	"emr-serverless:startApplication":  of(job, "ApplicationId"),
	"emr-serverless:stopApplication":   of(job, "ApplicationId"),
	"emr-serverless:deleteApplication": of(job, "ApplicationId"),
	"emr-serverless:startJobRun":       of(job, "ApplicationId", "ExecutionRoleArn"),
	"emr-serverless:cancelJobRun":      of(job, "ApplicationId", "JobRunId"),

	"events:putEvents": of(nil, "Entries"),

	"glue:startJobRun": of(job, "JobName"),

	"http:invoke": of(nil, "ApiEndpoint", "Method"),

	"lambda:invoke": of(nil, "FunctionName"),

	"mediaconvert:createJob": of(job, "Role", "Settings"),

	"sagemaker:createTrainingJob":             of(job, "OutputDataConfig", "RoleArn", "TrainingJobName"),
	"sagemaker:createTransformJob":            of(job, "ModelName", "TransformInput", "TransformJobName", "TransformOutput", "TransformResources"),
	"sagemaker:createHyperParameterTuningJob": of(job, "HyperParameterTuningJobConfig", "HyperParameterTuningJobName"),
	"sagemaker:createLabelingJob":             of(job, "HumanTaskConfig", "InputConfig", "LabelAttributeName", "LabelingJobName", "OutputConfig", "RoleArn"),
	"sagemaker:createProcessingJob":           of(job, "AppSpecification", "ProcessingJobName", "ProcessingResources", "RoleArn"),
	"sagemaker:createEndpoint":                of(nil, "EndpointConfigName", "EndpointName"),
	"sagemaker:createEndpointConfig":          of(nil, "EndpointConfigName", "ProductionVariants"),
	"sagemaker:createModel":                   of(nil, "ModelName"),
	"sagemaker:updateEndpoint":                of(nil, "EndpointConfigName", "EndpointName"),

	"sns:publish": of(nil, "Message"),

	"sqs:sendMessage": of(nil, "MessageBody", "QueueUrl"),

	"states:startExecution": of(jobs, "StateMachineArn"),
}
